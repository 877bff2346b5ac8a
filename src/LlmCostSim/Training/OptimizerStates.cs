using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Bytes of optimizer states, without the master weights.</summary>
/// <remarks>Described in docs/training.md, "Memory".</remarks>
internal static class OptimizerStates
{
    /// <summary>8-bit optimizers keep tensors below this many elements in fp32 (bitsandbytes' min_8bit_size).</summary>
    public const double SmallestQuantised = 4096;

    /// <summary>
    /// One byte and a share of an fp32 scale per 256 elements for each moment (Dettmers et al. 2022, block-wise; bitsandbytes' block of
    /// 256).
    /// </summary>
    public const double QuantisedMomentBytes = 1 + (4.0 / 256);

    /// <summary>
    /// Bytes per trained parameter of large matrices, whose moments have <paramref name="stateBytes"/> each where the optimizer has no
    /// format of its own.
    /// </summary>
    public static double BytesPerParameter(OptimizerKind optimizer, double stateBytes) =>
        optimizer == OptimizerKind.Adafactor ? 0.01 : Bytes(optimizer, stateBytes, 1, 0, SmallestQuantised, 0);

    /// <summary>
    /// States of <paramref name="trained"/> parameters, of which <paramref name="vectors"/> lie in vectors of
    /// <paramref name="vectorLength"/> elements; Adafactor keeps <paramref name="factors"/> fp32 factors instead of a second moment and no
    /// first.
    /// </summary>
    public static double Bytes(
        OptimizerKind optimizer,
        double stateBytes,
        double trained,
        double vectors,
        double vectorLength,
        double factors
    ) =>
        optimizer switch
        {
            OptimizerKind.AdamW8Bit => vectorLength < SmallestQuantised
                ? 2 * QuantisedMomentBytes * (trained - vectors) + 8 * vectors
                : 2 * QuantisedMomentBytes * trained,
            OptimizerKind.Lion => stateBytes * trained,
            OptimizerKind.Adafactor => 4 * factors,
            OptimizerKind.Sgd => 0,
            _ => 2 * stateBytes * trained,
        };
}
