using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Re-fits every shipped constant from the measured rows and writes the JSON of the project again: first the kernels, then what stands on
/// them. Every fit starts from stated values, not from what ships, so a second run over the same rows writes the same bytes. Training steps
/// and residuals are predicted with the constants inside the running tool: after kernel constants have changed, build and run again.
/// </summary>
internal static class Refit
{
    // The libraries whose constants are the hardware's own: without one, hardware and libraries could not be told apart.
    private static readonly (string Chip, string Accelerator, string Reference)[] Chips =
    [
        ("a100", "A100-SXM-80GB", "aic-trtllm-1.0.0/16-bit@a100"),
        ("h100", "H100-SXM-80GB", "aic-trtllm-1.3.0rc20/16-bit@h100"),
    ];

    private static readonly (string Id, string Related, string Gpu, string System)[] Related =
    [
        ("A100-PCIe-80GB", "a100", "A100-PCIe-80GB", "a100_pcie"),
        ("B200-SXM-180GB", "h100", "B200-SXM", "b200_bf16_ceperm"),
    ];

    private const string OperatorTable = "operator_efficiency";

    /// <summary>The parts that can be re-fitted, in the order in which they build on each other.</summary>
    public static IReadOnlyList<string> Parts { get; } =
    ["gemm", "attention", "collectives", "elementwise", "training", "inference", "residuals"];

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
        string[] asked = [.. Parts.Where(part => parts.Count == 0 || parts.Contains(part))];
        for (var i = 0; i < asked.Length; i++)
        {
            progress?.Report((double)i / asked.Length);
            log.WriteLine($"== {asked[i]}");
            switch (asked[i])
            {
                case "gemm":
                    Gemm(measured, project, log);
                    break;
                case "attention":
                    Attention(measured, project, log);
                    break;
                case "collectives":
                    CollectiveFit.Run(
                        [.. Chips.SelectMany(known => KernelFitRows.Collectives(Measured(measured, $"collectives_{known.Chip}")))],
                        project,
                        log
                    );
                    break;
                case "elementwise":
                    ElementwiseFit.Run(KernelFitRows.Elementwise(Measured(measured, "elementwise")), project, log);
                    break;
                case "training":
                    TrainingFit.Run(TrainingFitRows.Read(Path.Combine(measured, "training.csv")), project, log);
                    break;
                case "inference":
                    InferenceRefit.Run(measured, project, log);
                    break;
                default:
                    Residual(measured, project, log);
                    break;
            }
        }
    }

    private static void Residual(string measured, string project, TextWriter log)
    {
        var report = new Validator().Validate([measured]);
        var unseen = CrossFit.Rows(measured, report);
        var (worth, likelihood) = ResidualFit.WorthOfAbove(unseen);
        log.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a class above counts for {worth:0.0} independent rows: left-out models are likeliest, mean log density {likelihood:0.000}"
            )
        );
        var residuals = ResidualFit.Of(report.Rows, unseen, worth);
        ResidualsWriter.Write(residuals, Path.Combine(project, "Calibration", "Data", "residuals.json"));
        CoverageTable.Write(report.Rows, unseen, worth, log);
        ServedOnePoint.Write(unseen, log);
        OtherChip.Write(measured, log);
    }

    private static string Kernels(string project, string name) => Path.Combine(project, "Hardware", "Data", "kernels", name);

    private static void Gemm(string measured, string project, TextWriter log)
    {
        var libraries = new List<GemmLibraryConstants>();
        var fitted = new Dictionary<string, GemmConstants>(StringComparer.Ordinal);
        foreach (var (chip, accelerator, reference) in Chips)
        {
            var rows = KernelFitRows.Gemm(Measured(measured, $"gemm_{chip}"));
            var fit = GemmRefit.Chip(chip, HardwareCatalog.Default.Get(accelerator), rows, reference);
            fitted[chip] = fit.Hardware;
            libraries.AddRange(fit.Libraries);
            ConstantsJson.Save(Kernels(project, $"{chip}.gemm.json"), json => GemmConstantsWriter.Hardware(json, fit.Hardware));
            log.WriteLine($"{chip}: {fit.Hardware.Origin}");
            NearestStack.Write(HardwareCatalog.Default.Get(accelerator), fit, rows, log);
        }

        ConstantsJson.Save(
            Path.Combine(project, "Stacks", "Data", "gemm-libraries.json"),
            json => GemmConstantsWriter.Libraries(json, libraries)
        );
        foreach (var (id, related, gpu, system) in Related)
        {
            var rows = KernelFitRows.Multiplies(Measured(measured, OperatorTable), gpu);
            var constants = GemmRefit.Related(
                id.ToLowerInvariant(),
                HardwareCatalog.Default.Get(id),
                fitted[related],
                rows,
                $"{rows.Length} multiplies of SimuMax' operator tables"
            );
            ConstantsJson.Save(Kernels(project, $"{constants.Chip}.gemm.json"), json => GemmConstantsWriter.Hardware(json, constants));
            log.WriteLine($"{id}: {constants.Origin}");
            Groups(
                measured,
                project,
                (gpu, system),
                new GemmKernel(
                    HardwareCatalog.Default.Get(id),
                    constants,
                    GemmRows.Library(KernelSource.Of(system, related).Gemm, related, NumberFormat.Bf16),
                    NumberFormat.Bf16
                ),
                log
            );
        }
    }

    private static void Groups(string measured, string project, (string Gpu, string System) of, in GemmKernel kernel, TextWriter log)
    {
        if (HostCalls.Of(of.System, HostCalls.Group) == 0)
        {
            return; // its grouped multiplies are one kernel
        }

        var (seconds, origin) = GroupHostFit.Run(kernel, KernelFitRows.GroupedMultiplies(Measured(measured, OperatorTable), of.Gpu));
        HostCalls.Save(project, of.System, HostCalls.Group, seconds, origin);
        log.WriteLine($"{of.System}, host time per group: {origin}");
    }

    private static void Attention(string measured, string project, TextWriter log)
    {
        var libraries = AttentionLibraryCatalog.Default.Libraries.ToArray();
        var fitted = new Dictionary<string, AttentionConstants>(StringComparer.Ordinal);
        foreach (var (chip, accelerator, _) in Chips)
        {
            AttentionRow[] rows =
            [
                .. KernelFitRows.Attention(Measured(measured, $"attention_prefill_{chip}")),
                .. KernelFitRows.Attention(Measured(measured, $"attention_decode_{chip}")),
            ];
            var fit = AttentionFit.Run(HardwareCatalog.Default.Get(accelerator), chip, rows);
            fitted[chip] = fit.Constants;
            ConstantsJson.Save(Kernels(project, $"{chip}.attention.json"), json => AttentionConstantsWriter.Hardware(json, fit.Constants));
            foreach (var library in fit.Libraries)
            {
                libraries[Array.FindIndex(libraries, known => known.Id == library.Id)] = library;
            }

            log.WriteLine($"{chip}: {fit.Constants.Origin}");
            NearestStack.Write(HardwareCatalog.Default.Get(accelerator), fit, rows, log);
        }

        foreach (var (id, related, gpu, system) in Related)
        {
            var rows = KernelFitRows.Attentions(Measured(measured, OperatorTable), gpu);
            var source = KernelSource.All.First(known => known.Attention.Length > 0 && known.Source == system);
            var (constants, call) = AttentionTransferFit.Run(
                HardwareCatalog.Default.Get(id),
                fitted[related],
                libraries.First(known => known.Id == source.Attention),
                HostCalls.Of(system, HostCalls.Attention) > 0,
                rows,
                $"{rows.Length} attentions of SimuMax' operator tables"
            );
            ConstantsJson.Save(
                Kernels(project, $"{constants.Chip}.attention.json"),
                json => AttentionConstantsWriter.Hardware(json, constants)
            );
            if (call > 0)
            {
                HostCalls.Save(
                    project,
                    system,
                    HostCalls.Attention,
                    call,
                    $"fitted with the constants of {constants.Chip} to {rows.Count(row => !row.IsHeldOut)} of {rows.Length} attentions; errors as theirs"
                );
            }

            log.WriteLine($"{id}: {constants.Origin}");
        }

        ConstantsJson.Save(
            Path.Combine(project, "Stacks", "Data", "attention-libraries.json"),
            json => AttentionConstantsWriter.Libraries(json, libraries)
        );
    }

    private static MeasuredFile Measured(string folder, string name) => MeasuredFile.Read(Path.Combine(folder, name + ".csv"));
}
