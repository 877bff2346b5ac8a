using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// Decode attention of round numbers: ten multiprocessors of one block each, which streams a key and value of 2·64 elements in 16 bits, 256
/// bytes, at 10¹⁰ B/s; memory is so fast that blocks alone count, unless a test says otherwise.
/// </summary>
internal static class ToyDecode
{
    /// <summary>Seconds for a key and its value.</summary>
    public const double Key = 256 / 1e10;

    public static readonly AttentionDecodeConstants Decode = new()
    {
        KeyTile = 64,
        BlocksPerSm = 1,
        LaunchSeconds = 0,
        BlockSeconds = 0,
        StreamBytesPerSecond = 1e10,
        MaximumSplits = 1,
    };

    public static AttentionDecodeKernel Of(
        AttentionDecodeConstants decode,
        AttentionDecodeConstants? multiHead = null,
        AttentionConstants? constants = null,
        Accelerator? chip = null
    ) => new(chip ?? Fast, constants ?? Attention, AttentionLibrary with { Decode = decode, MultiHeadDecode = multiHead });

    public static double Time(
        in AttentionDecodeKernel kernel,
        double batch,
        double context,
        int heads = 1,
        int kvHeads = 1,
        int window = 0,
        double bytes = 2
    ) => kernel.Seconds(batch, context, heads, kvHeads, 64, 64, window, bytes);
}
