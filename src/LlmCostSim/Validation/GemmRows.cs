using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>Predicts measured matrix multiplies, microseconds.</summary>
internal sealed class GemmRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly Dictionary<(string Source, string Gpu, string Format), (GemmKernel Kernel, double HostSeconds)> kernels = [];

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Gemm;

    public RowPrediction Predict(MeasuredRow row)
    {
        var key = (row.Text("source"), row.Text("gpu"), row.Text("dtype"));
        if (!kernels.TryGetValue(key, out var known))
        {
            kernels[key] = known = Prepare(key.Item1, catalogs.Accelerator(row, "gpu"), Format(row, "dtype"));
        }

        return new RowPrediction(1e6 * (known.HostSeconds + known.Kernel.Seconds(row.Positive("m"), row.Positive("n"), row.Positive("k"))));
    }

    /// <summary>Number format of a cell.</summary>
    public static NumberFormat Format(MeasuredRow row, string column) =>
        row.Choice(
            column,
            ("bf16", NumberFormat.Bf16),
            ("fp16", NumberFormat.Fp16),
            ("fp8", NumberFormat.Fp8),
            ("int8", NumberFormat.Int8),
            ("int8_wo", NumberFormat.Int8WeightOnly),
            ("int4_wo", NumberFormat.Int4WeightOnly),
            ("tf32", NumberFormat.Tf32),
            ("fp32", NumberFormat.Fp32)
        );

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
