using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Re-fits every shipped constant from the measured rows and writes the JSON of the project again: first the kernels, then what stands on
/// them. Every fit starts from stated values, not from what ships, so a second run over the same rows writes the same bytes. Training steps
/// and residuals are predicted with the constants inside the running tool: after kernel constants have changed, build and run again.
/// </summary>
internal static class Refit
{
    private static readonly (string Name, Action<string, string, TextWriter> Run)[] Steps =
    [
        ("gemm", GemmRefit.Run),
        ("attention", AttentionRefit.Run),
        (
            "collectives",
            static (measured, project, log) =>
                CollectiveFit.Run(
                    [
                        .. MeasuredChip.All.SelectMany(known =>
                            KernelFitRows.Collectives(MeasuredFolder.Read(measured, MeasuredFolder.Collectives(known.Chip)))
                        ),
                    ],
                    project,
                    log
                )
        ),
        (
            "elementwise",
            static (measured, project, log) =>
                ElementwiseFit.Run(KernelFitRows.Elementwise(MeasuredFolder.Read(measured, MeasuredFolder.Elementwise)), project, log)
        ),
        (
            "training",
            static (measured, project, log) =>
                TrainingFit.Run(TrainingFitRows.Read(MeasuredFolder.Read(measured, MeasuredFolder.Training)), project, log)
        ),
        ("inference", InferenceRefit.Run),
        ("residuals", Residual),
    ];

    /// <summary>The parts that can be re-fitted, in the order in which they build on each other.</summary>
    public static IReadOnlyList<string> Parts { get; } = [.. Steps.Select(static step => step.Name)];

    /// <summary>Re-fits.</summary>
    /// <param name="measured">Folder of measured rows, files named as <c>gemm_a100.csv</c>.</param>
    /// <param name="project">Folder of the library's project (<c>src/LlmCostSim</c>), whose JSON is written.</param>
    /// <param name="parts">Which of <see cref="Parts"/>; empty: all.</param>
    /// <param name="log">Receives the error tables.</param>
    /// <param name="progress">Told the share of parts that are done, from 0 to 1.</param>
    public static void Run(
        string measured,
        string project,
        IReadOnlyCollection<string> parts,
        TextWriter log,
        IProgress<double>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(log);
        var asked = Array.FindAll(Steps, step => parts.Count == 0 || parts.Contains(step.Name));
        for (var i = 0; i < asked.Length; i++)
        {
            progress?.Report((double)i / asked.Length);
            log.WriteLine($"== {asked[i].Name}");
            asked[i].Run(measured, project, log);
        }
    }

    private static void Residual(string measured, string project, TextWriter log)
    {
        var report = new Validator().Validate([measured]);
        var unseen = CrossFit.Rows(measured, report);
        var (worth, likelihood) = ResidualFit.WorthOfAbove(
            unseen,
            (tried, density) =>
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a class above counts for {tried:0.0}: log density {density:0.000}"))
        );
        log.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a class above counts for {worth:0.0} independent rows: left-out models are likeliest, mean log density {likelihood:0.000}"
            )
        );
        var residuals = ResidualFit.Of(report.Rows, unseen, worth);
        ResidualsWriter.Write(residuals, ProjectFiles.Residuals(project));
        CoverageTable.Write(report.Rows, unseen, worth, log);
        ServedOnePoint.Write(unseen, log);
        OtherChip.Write(measured, log);
    }
}
