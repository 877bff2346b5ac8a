using LlmCostSim.Units;

namespace LlmCostSim.Economics;

/// <summary>What a checkpoint has to write, and how long that takes.</summary>
/// <remarks>Described in docs/economics.md, "Formulas".</remarks>
internal static class CheckpointSize
{
    /// <summary>
    /// Bytes of one checkpoint: weights and optimizer states of every trained parameter, gradients are not kept. With bf16 weights, fp32
    /// master weights and Adam's two moments 14 bytes per parameter: BLOOM-176B's 2.47 TB against 2.3 TB published (BigScience chronicles).
    /// </summary>
    /// <param name="parameters">Trained parameters.</param>
    /// <param name="weightBytes">Bytes of a stored weight.</param>
    /// <param name="masterBytes">Bytes of a master weight; 0 where there is none.</param>
    /// <param name="stateBytes">Bytes of the optimizer's states per parameter.</param>
    public static Bytes Of(double parameters, double weightBytes, double masterBytes, double stateBytes) =>
        Bytes.FromBytes(parameters * (weightBytes + masterBytes + stateBytes));

    /// <summary>Time to write it when all ranks write at once and the storage is the bound.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="storage">Aggregate write bandwidth of the storage, above 0.</param>
    public static Duration WriteTime(Bytes size, ByteRate storage) => size / storage;
}
