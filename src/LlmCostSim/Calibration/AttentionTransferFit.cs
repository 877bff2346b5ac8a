using LlmCostSim.Facts;
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
        void Predict(State state, IReadOnlyList<TrainingAttentionRow> predicted, Span<double> seconds)
        {
            var kernel = new AttentionPrefillKernel(accelerator, state.Constants, library, NumberFormat.Bf16);
            for (var i = 0; i < predicted.Count; i++)
            {
                seconds[i] = Math.Max(state.CallSeconds, predicted[i].Predict(kernel));
            }
        }

        TrainingAttentionRow[] fitted = [.. rows.Where(row => !row.IsHeldOut)];
        var (found, _) = KnobFit.Run(
            new State(related with { Chip = accelerator.Id.ToLowerInvariant() }, 0),
            EmbeddedData.Read("Calibration/Data/fits/attention-transfer.json", facts => Knobs(facts, related, fitsCall)),
            [.. fitted.Select(row => row.Seconds)],
            (state, seconds) => Predict(state, fitted, seconds)
        );
        var predicted = new double[rows.Count];
        Predict(found, rows, predicted);
        string Error(bool heldOut, bool backward) =>
            FitOrigin.Error(
                rows.Zip(predicted, (row, seconds) => (Row: row, Ratio: seconds / row.Seconds))
                    .Where(entry => entry.Row.IsHeldOut == heldOut && entry.Row.IsBackward == backward)
                    .Select(entry => entry.Ratio)
            );
        return (
            found.Constants with
            {
                Origin =
                    $"constants of {related.Chip} with arithmetic share and softmax exposure fitted to {source} with the kernels of {library.Id}; error of fitted shapes: forward {Error(false, false)}, backward {Error(false, true)}, of shapes kept back: forward {Error(true, false)}, backward {Error(true, true)}",
            },
            found.CallSeconds
        );
    }

    private static Knob<State>[] Knobs(FactReader facts, AttentionConstants related, bool fitsCall)
    {
        _ = facts.Text("note");
        Knob<State> Chip(string name, double? inUse = null) =>
            AttentionConstantTables
                .Chip[name]
                .In((State state) => state.Constants, (state, constants) => state with { Constants = constants })
                .Knob(FitParameterJson.Member(facts, name, inUse));
        var call = FitParameterJson.Member(facts, "callMicroseconds");
        return
        [
            Chip("arithmeticShare"),
            Chip("softmaxExposure", related.SoftmaxExposure),
            .. fitsCall ? [new Knob<State>(call, (state, value) => state with { CallSeconds = value * 1e-6 })] : (Knob<State>[])[],
        ];
    }

    private sealed record State(AttentionConstants Constants, double CallSeconds);
}
