using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// Fused attention over prompts on <see cref="Toy"/>: blocks of 64 rows over tiles of 128 keys on ten multiprocessors; a key takes a row
/// 4·64 FLOP at half of 2·10¹² FLOP/s, 2.56·10⁻¹⁰ s.
/// </summary>
internal static class ToyPrefill
{
    /// <summary>Seconds of a key for one row, and for a block of them.</summary>
    public const double Row = 2.56e-10,
        Key = 64 * Row;

    public static AttentionPrefillKernel Of(
        Func<AttentionPrefillConstants, AttentionPrefillConstants>? prefill = null,
        AttentionConstants? constants = null,
        Accelerator? chip = null,
        NumberFormat format = NumberFormat.Bf16
    ) =>
        new(
            chip ?? Fast,
            constants ?? Attention,
            AttentionLibrary with
            {
                Prefill = prefill?.Invoke(AttentionLibrary.Prefill) ?? AttentionLibrary.Prefill,
            },
            format
        );

    public static double Time(
        in AttentionPrefillKernel kernel,
        double batch,
        double queries,
        double past = 0,
        int heads = 1,
        int kvHeads = 1,
        int window = 0,
        bool causal = false
    ) => kernel.Seconds(new AttentionShape(batch, queries, past, heads, kvHeads, 64, 64, window, causal));

    /// <summary>Memory so slow that it alone counts: 10⁶ B/s, of which half is reached.</summary>
    public static Accelerator Slow { get; } = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(1e6) };
}
