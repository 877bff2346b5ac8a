using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Calibration;

/// <summary>Fits the constants of the GEMM kernel model of one chip, and of the libraries measured on it, to measured multiplies.</summary>
/// <remarks>
/// Two fits: the 16-bit multiplies, of which there are most, give the hardware's constants and those of their libraries; with the hardware
/// held, the 8-bit and weight-only multiplies give the efficiencies of their own tiles and the constants of their own libraries.
/// </remarks>
internal static class GemmFit
{
    /// <summary>Fits the constants.</summary>
    /// <param name="chip">Id of the chip, such as <c>a100</c>.</param>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">Measured multiplies on it; those of one source and class of number formats are one library's.</param>
    /// <param name="reference">Id of the 16-bit library whose constants are the hardware's own.</param>
    /// <param name="options">How to search, or <see langword="null"/> for the defaults.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">No row measures the reference library.</exception>
    public static GemmFitResult Run(
        string chip,
        Accelerator accelerator,
        IReadOnlyList<GemmRow> rows,
        string reference,
        FitOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var libraries = rows.Select(row => row.LibraryId).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (!libraries.Contains(reference) || !IsSixteenBit(reference))
        {
            throw new ArgumentException($"No row measures '{reference}' as a 16-bit library.", nameof(reference));
        }

        var layout = new GemmFitLayout(chip, libraries, reference);
        var starts = layout.Parameters.Select(parameter => parameter.Start).ToArray();
        var fits = new List<FitResult>
        {
            Fit(layout, starts, IsSixteenBitConstant, accelerator, [.. rows.Where(row => IsSixteenBit(row.LibraryId))], libraries, options),
        };
        GemmRow[] others = [.. rows.Where(row => !IsSixteenBit(row.LibraryId))];
        if (others.Length > 0)
        {
            fits.Add(Fit(layout, fits[0].Values, name => !IsSixteenBitConstant(name), accelerator, others, libraries, options));
        }

        var values = fits[^1].Values.ToArray();
        return new GemmFitResult
        {
            Hardware = layout.Hardware(values),
            Libraries = libraries.Select((_, i) => layout.Library(values, i)).ToArray(),
            Fits = fits,
        };
    }

    internal static bool IsSixteenBit(string library) => library.Contains("/16-bit@", StringComparison.Ordinal);

    // 16-bit multiplies go to cuBLAS everywhere, and TensorRT-LLM's fp8 ones, too; the others have main loops of CUTLASS.
    internal static bool IsCuBlas(string library) =>
        IsSixteenBit(library) || library.StartsWith("aic-trtllm-1.3.0rc20/fp8@", StringComparison.Ordinal);

    // TensorRT-LLM's weight-only runner tries up to seven parts (its SPLIT_K_LIMIT). The 8-bit rows do not look split (left free, the fit
    // ended below two parts): held at one. cuBLAS does not say: fitted.
    internal static double? MaximumSplit(string library) =>
        IsCuBlas(library) ? null
        : library.Contains("_wo@", StringComparison.Ordinal) ? 7
        : 1;

    // TensorRT-LLM multiplies up to four rows by matrix-vector kernels where weights are integers (its weightOnlyBatchedGemv and int8
    // kernels): the rows jump from m = 4 to m = 8.
    internal static int MatrixVectorRows(string library) =>
        library.StartsWith("aic-trtllm-1.0.0/int8@", StringComparison.Ordinal) || library.Contains("_wo@", StringComparison.Ordinal)
            ? 4
            : 0;

    // The CUTLASS fp8 multiply that SGLang shares with vLLM takes 128 x 128 tiles for M in (128, ∞) (sm90_fp8_config_default); its times
    // jump there. The times of vidur's cuBLAS on H100 jump from 64 rows to the next, 96: that of early 2024 had no smaller tiles beyond.
    internal static int SmallTileRows(string library) =>
        library.StartsWith("aic-sglang-0.5.14/fp8@", StringComparison.Ordinal) ? 128
        : library == "vidur-7d47513/16-bit@h100" ? 64
        : 0;

    private static bool IsSixteenBitConstant(string name) =>
        name.Contains('@', StringComparison.Ordinal)
            ? IsSixteenBit(name)
            : !name.StartsWith("tileEfficiency8Bit", StringComparison.Ordinal)
                && !name.StartsWith("tileEfficiencyWeightOnly", StringComparison.Ordinal);

    private static FitResult Fit(
        GemmFitLayout layout,
        IReadOnlyList<double> start,
        Func<string, bool> moves,
        Accelerator accelerator,
        GemmRow[] rows,
        string[] libraries,
        FitOptions? options
    )
    {
        var indices = rows.Select(row => Array.IndexOf(libraries, row.LibraryId)).ToArray();
        return ConstantFitter.Fit(
            layout.Moving(start, moves),
            rows.Select(row => row.Seconds).ToArray(),
            (constants, predictions) => Predict(layout, constants, accelerator, rows, indices, libraries.Length, predictions),
            rows.Select(row => ShortKernel.WeightOf(row.Seconds)).ToArray(),
            options
        );
    }

    private static void Predict(
        GemmFitLayout layout,
        ReadOnlySpan<double> constants,
        Accelerator accelerator,
        GemmRow[] rows,
        int[] indices,
        int libraries,
        Span<double> predictions
    )
    {
        var hardware = layout.Hardware(constants);
        // The class of a library fixes its format but for bf16 and fp16, which cost the same.
        var kernels = new GemmKernel[libraries];
        var built = new bool[libraries];
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (!built[indices[i]])
            {
                kernels[indices[i]] = new GemmKernel(accelerator, hardware, layout.Library(constants, indices[i]), row.Format);
                built[indices[i]] = true;
            }

            predictions[i] = kernels[indices[i]].Seconds(row.M, row.N, row.K);
        }
    }
}
