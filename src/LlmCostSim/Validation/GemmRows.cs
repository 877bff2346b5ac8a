using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>Predicts measured matrix multiplies, microseconds.</summary>
internal sealed class GemmRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly Dictionary<(string Source, string Gpu, NumberFormat Format), (GemmKernel Kernel, double HostSeconds)> kernels = [];

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Gemm;

    public RowPrediction Predict(MeasuredRow row)
    {
        var run = KernelRowReader.Gemm(row);
        var key = (run.Source, run.Gpu, run.Format);
        if (!kernels.TryGetValue(key, out var known))
        {
            kernels[key] = known = Prepare(run.Source, catalogs.Accelerator(row, "gpu"), run.Format);
        }

        return new RowPrediction(1e6 * (known.HostSeconds + known.Kernel.Seconds(run.M, run.N, run.K)));
    }

    /// <summary>The library of a source and class of formats: its own, or the nearest source's that has the class.</summary>
    public static GemmLibraryConstants Library(string source, string chip, NumberFormat format)
    {
        var suffix = $"/{GemmLibraryConstants.FormatClass(format)}@";
        var known = GemmLibraryConstants.All().Where(library => library.Id.Contains(suffix, StringComparison.Ordinal));
        return SourceMatch.Nearest(known, library => Name(library.Id, suffix), source, chip).FirstOrDefault()
            ?? GemmLibraryConstants.Default;
    }

    private static (string Source, string Chip) Name(string id, string suffix)
    {
        var at = id.IndexOf(suffix, StringComparison.Ordinal);
        return (id[..at], id[(at + suffix.Length)..]);
    }

    /// <summary>The kernel model of a source on an accelerator, and the host time that the source's figures contain.</summary>
    public static (GemmKernel Kernel, double HostSeconds) Prepare(string name, Accelerator accelerator, NumberFormat format)
    {
        var chip = accelerator.Kernels.Chip;
        var source = SourceMatch
            .Nearest(KernelSource.All.Where(known => known.Gemm.Length > 0), known => (known.Source, known.Chip), name, chip)
            .First();
        return (
            new GemmKernel(accelerator, GemmConstants.For(accelerator), Library(source.Gemm, chip, format), format),
            source.HostSeconds
        );
    }
}
