using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Calibration;

/// <summary>Fits the constants of the GEMM kernel model of one chip, and of the libraries measured on it, to measured multiplies.</summary>
public static class GemmFit
{
    // Below this, launch and clock resolution are what is measured. Such rows take part, with less weight.
    private const double ShortSeconds = 1e-5;
    private const double ShortWeight = 0.3;

    /// <summary>Fits the constants.</summary>
    /// <param name="chip">Id of the chip, such as <c>a100</c>.</param>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">Measured multiplies on it; those of one source and class of number formats are one library's.</param>
    /// <param name="reference">Id of the library whose constants are the hardware's own.</param>
    /// <param name="options">How to search, or <see langword="null"/> for the defaults.</param>
    /// <returns>The constants.</returns>
    public static GemmFitResult Run(string chip, Accelerator accelerator, IReadOnlyList<GemmRow> rows, string reference, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var libraries = rows.Select(row => row.LibraryId).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (!libraries.Contains(reference))
        {
            throw new ArgumentException($"No row measures the reference library '{reference}'.", nameof(reference));
        }

        var layout = new GemmFitLayout(chip, libraries, reference, rows.Select(row => row.Format).ToHashSet());
        var indices = rows.Select(row => Array.IndexOf(libraries, row.LibraryId)).ToArray();
        var fit = ConstantFitter.Fit(
            layout.Parameters,
            rows.Select(row => row.Seconds).ToArray(),
            (constants, predictions) => Predict(layout, constants, accelerator, rows, indices, libraries.Length, predictions),
            rows.Select(row => row.Seconds < ShortSeconds ? ShortWeight : 1).ToArray(),
            options);
        var values = fit.Values.ToArray();
        return new GemmFitResult
        {
            Hardware = layout.Hardware(values),
            Libraries = libraries.Select((_, i) => layout.Library(values, i)).ToArray(),
            Fit = fit,
        };
    }

    private static void Predict(
        GemmFitLayout layout, ReadOnlySpan<double> constants, Accelerator accelerator, IReadOnlyList<GemmRow> rows, int[] indices, int libraries, Span<double> predictions)
    {
        var hardware = layout.Hardware(constants);
        // The class of a library fixes its format but for bf16 and fp16, which cost the same.
        var kernels = new GemmKernel[libraries];
        var built = new bool[libraries];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (!built[indices[i]])
            {
                kernels[indices[i]] = new GemmKernel(accelerator, hardware, layout.Library(constants, indices[i]), row.Format);
                built[indices[i]] = true;
            }

            predictions[i] = kernels[indices[i]].Seconds(row.M, row.N, row.K);
        }
    }
}
