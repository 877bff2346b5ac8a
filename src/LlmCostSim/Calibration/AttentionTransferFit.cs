using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Carries a chip's attention constants over to a related accelerator of which only a few fused attentions are known: two constants are fitted, the share of
/// the libraries' arithmetic rates that it sustains and the softmax's exposure; all others stay.
/// </summary>
internal static class AttentionTransferFit
{
    /// <summary>Fits the two constants on the rows whose shapes are not kept back and judges on both parts.</summary>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="related">Constants of the related chip.</param>
    /// <param name="library">The library that was measured.</param>
    /// <param name="callSeconds">Host time of a call, below which no row was timed.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="source">Where they are from.</param>
    /// <returns>The accelerator's constants, with their origin.</returns>
    public static AttentionConstants Run(
        Accelerator accelerator, AttentionConstants related, AttentionLibraryConstants library, double callSeconds, IReadOnlyList<TrainingAttentionRow> rows, string source)
    {
        AttentionConstants With(ReadOnlySpan<double> c) =>
            related with { Chip = accelerator.Id.ToLowerInvariant(), ArithmeticShare = c[0], SoftmaxExposure = c[1] };
        double Seconds(in AttentionPrefillKernel kernel, TrainingAttentionRow row) => Math.Max(callSeconds, row.Predict(kernel));
        AttentionPrefillKernel Kernel(ReadOnlySpan<double> c) => new(accelerator, With(c), library, NumberFormat.Bf16);

        TrainingAttentionRow[] fitted = [.. rows.Where(row => !row.IsHeldOut)];
        var fit = ConstantFitter.Fit(
            [new("arithmeticShare", 0.9, 0.3, 1.3), new("softmaxExposure", related.SoftmaxExposure, 0, 1)],
            [.. fitted.Select(row => row.Seconds)],
            (c, predictions) =>
            {
                var kernel = Kernel(c);
                for (var i = 0; i < fitted.Length; i++)
                {
                    predictions[i] = Seconds(kernel, fitted[i]);
                }
            });
        double[] values = [.. fit.Values];
        var shipped = Kernel(values);
        double Error(bool heldOut, bool backward) => 100 * rows.Where(row => row.IsHeldOut == heldOut && row.IsBackward == backward)
            .Select(row => Math.Abs((Seconds(shipped, row) / row.Seconds) - 1)).DefaultIfEmpty(double.NaN).Average();
        return With(values) with
        {
            Origin = string.Create(CultureInfo.InvariantCulture, $"constants of {related.Chip} with arithmetic share and softmax exposure fitted to {source} with the kernels of {library.Id}; error of fitted shapes: forward {Error(false, false):F1} %, backward {Error(false, true):F1} %, of shapes kept back: forward {Error(true, false):F1} %, backward {Error(true, true):F1} %"),
        };
    }
}
