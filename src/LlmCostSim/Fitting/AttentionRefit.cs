using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>Fits the constants of attention of every measured chip and of what is related to one, and writes their JSON again.</summary>
internal static class AttentionRefit
{
    /// <summary>Fits.</summary>
    /// <param name="measured">Folder of measured rows.</param>
    /// <param name="project">Folder of the library's project, whose JSON is written.</param>
    /// <param name="log">Receives the errors.</param>
    public static void Run(string measured, string project, TextWriter log)
    {
        var libraries = AttentionLibraryCatalog.Default.Libraries.ToArray();
        var fitted = new Dictionary<string, AttentionConstants>(StringComparer.Ordinal);
        foreach (var (chip, accelerator, _) in MeasuredChip.All)
        {
            AttentionRow[] rows =
            [
                .. KernelFitRows.Attention(MeasuredFolder.Read(measured, MeasuredFolder.Prefill(chip))),
                .. KernelFitRows.Attention(MeasuredFolder.Read(measured, MeasuredFolder.Decode(chip))),
            ];
            var fit = AttentionFit.Run(accelerator, chip, rows);
            fitted[chip] = fit.Constants;
            KernelConstantsJson.Save(project, fit.Constants);
            foreach (var library in fit.Libraries)
            {
                libraries[Array.FindIndex(libraries, known => known.Id == library.Id)] = library;
            }

            log.WriteLine($"{chip}: {fit.Constants.Origin}");
            NearestStack.Write(accelerator, fit, rows, log);
        }

        var operators = MeasuredFolder.Read(measured, MeasuredFolder.Operators);
        foreach (var related in MeasuredChip.Related)
        {
            Related(KernelFitRows.Attentions(operators, related.Gpu), project, related, fitted[related.Chip], libraries, log);
        }

        ConstantsJson.Save(ProjectFiles.Libraries(project, "attention"), json => AttentionLibrariesWriter.Write(json, libraries));
    }

    private static void Related(
        TrainingAttentionRow[] rows,
        string project,
        RelatedAccelerator related,
        AttentionConstants chip,
        AttentionLibraryConstants[] libraries,
        TextWriter log
    )
    {
        var source = KernelSource.All.First(known => known.Attention.Length > 0 && known.Source == related.System);
        var (constants, call) = AttentionTransferFit.Run(
            related.Accelerator,
            chip,
            libraries.First(known => known.Id == source.Attention),
            HostCalls.Of(related.System, HostCalls.Attention) > 0,
            rows,
            $"{rows.Length} attentions of SimuMax' operator tables"
        );
        KernelConstantsJson.Save(project, constants);
        if (call > 0)
        {
            HostCalls.Save(
                project,
                related.System,
                HostCalls.Attention,
                call,
                $"fitted with the constants of {constants.Chip} to {rows.Count(row => !row.IsHeldOut)} of {rows.Length} attentions; errors as theirs"
            );
        }

        log.WriteLine($"{related.Accelerator.Id}: {constants.Origin}");
    }
}
