using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Carries a chip's attention constants over to a related accelerator of which only a few fused attentions are known: two constants are
/// fitted, the share of the libraries' arithmetic rates that it sustains and the softmax's exposure, and where an eager host made the calls
/// its time a call; all others stay.
/// </summary>
internal static class AttentionTransferFit
{
    /// <summary>Fits the constants on the rows whose shapes are not kept back and judges on both parts.</summary>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="related">Constants of the related chip.</param>
    /// <param name="library">The library that was measured.</param>
    /// <param name="fitsCall">Whether an eager host made the calls, below whose time no row was timed.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="source">Where they are from.</param>
    /// <returns>The accelerator's constants, with their origin, and the host's seconds a call, 0 where they were not fitted.</returns>
    public static (AttentionConstants Constants, double CallSeconds) Run(
        Accelerator accelerator,
        AttentionConstants related,
        AttentionLibraryConstants library,
        bool fitsCall,
        IReadOnlyList<TrainingAttentionRow> rows,
        string source
    )
    {
        AttentionConstants With(ReadOnlySpan<double> c) =>
            related with
            {
                Chip = accelerator.Id.ToLowerInvariant(),
                ArithmeticShare = c[0],
                SoftmaxExposure = c[1],
            };
        double Call(ReadOnlySpan<double> c) => fitsCall ? c[2] * 1e-6 : 0;
        double Seconds(in AttentionPrefillKernel kernel, double call, TrainingAttentionRow row) => Math.Max(call, row.Predict(kernel));
        AttentionPrefillKernel Kernel(ReadOnlySpan<double> c) => new(accelerator, With(c), library, NumberFormat.Bf16);

        TrainingAttentionRow[] fitted = [.. rows.Where(row => !row.IsHeldOut)];
        var fit = ConstantFitter.Fit(
            Parameters(related, fitsCall),
            [.. fitted.Select(row => row.Seconds)],
            (c, predictions) =>
            {
                var kernel = Kernel(c);
                for (var i = 0; i < fitted.Length; i++)
                {
                    predictions[i] = Seconds(kernel, Call(c), fitted[i]);
                }
            }
        );
        double[] values = [.. fit.Values];
        var shipped = Kernel(values);
        string Error(bool heldOut, bool backward) =>
            FitOrigin.Error(
                rows.Where(row => row.IsHeldOut == heldOut && row.IsBackward == backward)
                    .Select(row => Seconds(shipped, Call(values), row) / row.Seconds)
            );
        return (
            With(values) with
            {
                Origin =
                    $"constants of {related.Chip} with arithmetic share and softmax exposure fitted to {source} with the kernels of {library.Id}; error of fitted shapes: forward {Error(false, false)}, backward {Error(false, true)}, of shapes kept back: forward {Error(true, false)}, backward {Error(true, true)}",
            },
            Call(values)
        );
    }

    private static List<FitParameter> Parameters(AttentionConstants related, bool fitsCall)
    {
        List<FitParameter> parameters = [new("arithmeticShare", 0.9, 0.3, 1.3), new("softmaxExposure", related.SoftmaxExposure, 0, 1)];
        if (fitsCall)
        {
            // From below the kernels' own times no row would feel it: the search comes from above.
            parameters.Add(new("callMicroseconds", 150, 2, 500));
        }

        return parameters;
    }
}
