using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Fits the constants of matrix multiplies of every measured chip and of what is related to one, and writes their JSON again.
/// </summary>
internal static class GemmRefit
{
    /// <summary>Fits.</summary>
    /// <param name="measured">Folder of measured rows.</param>
    /// <param name="project">Folder of the library's project, whose JSON is written.</param>
    /// <param name="log">Receives the errors.</param>
    public static void Run(string measured, string project, TextWriter log)
    {
        var libraries = new List<GemmLibraryConstants>();
        var fitted = new Dictionary<string, GemmConstants>(StringComparer.Ordinal);
        foreach (var (chip, accelerator, reference) in MeasuredChip.All)
        {
            var rows = KernelFitRows.Gemm(MeasuredFolder.Read(measured, MeasuredFolder.Gemm(chip)));
            var fit = GemmChipFit.Chip(chip, accelerator, rows, reference);
            fitted[chip] = fit.Hardware;
            libraries.AddRange(fit.Libraries);
            KernelConstantsJson.Save(project, fit.Hardware);
            log.WriteLine($"{chip}: {fit.Hardware.Origin}");
            NearestStack.Write(accelerator, fit, rows, log);
        }

        ConstantsJson.Save(ProjectFiles.Libraries(project, "gemm"), json => GemmLibrariesWriter.Write(json, libraries));
        var operators = MeasuredFolder.Read(measured, MeasuredFolder.Operators);
        foreach (var related in MeasuredChip.Related)
        {
            var rows = KernelFitRows.Multiplies(operators, related.Gpu);
            var constants = GemmChipFit.Related(
                related.Accelerator.Id.ToLowerInvariant(),
                related.Accelerator,
                fitted[related.Chip],
                rows,
                $"{rows.Length} multiplies of SimuMax' operator tables"
            );
            KernelConstantsJson.Save(project, constants);
            log.WriteLine($"{related.Accelerator.Id}: {constants.Origin}");
            Groups(operators, project, related, constants, log);
        }
    }

    private static void Groups(MeasuredFile operators, string project, RelatedAccelerator related, GemmConstants constants, TextWriter log)
    {
        if (HostCalls.Of(related.System, HostCalls.Group) == 0)
        {
            return; // its grouped multiplies are one kernel
        }

        var library = GemmRows.Library(KernelSource.Of(related.System, related.Chip).Gemm, related.Chip, NumberFormat.Bf16);
        var (seconds, origin) = GroupHostFit.Run(
            new GemmKernel(related.Accelerator, constants, library, NumberFormat.Bf16),
            KernelFitRows.GroupedMultiplies(operators, related.Gpu)
        );
        HostCalls.Save(project, related.System, HostCalls.Group, seconds, origin);
        log.WriteLine($"{related.System}, host time per group: {origin}");
    }
}
