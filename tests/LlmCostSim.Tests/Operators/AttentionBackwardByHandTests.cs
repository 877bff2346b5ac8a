using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyPrefill;

namespace LlmCostSim.Tests.Operators;

/// <summary>The backward pass of fused attention worked out by hand on <see cref="ToyPrefill"/>: ten sequences of 64 queries after 64 tokens.</summary>
public sealed class AttentionBackwardByHandTests
{
    /// <summary>Seconds of a key for a block of 64 rows: two and a half times 4·64 FLOP at a quarter of 2·10¹² FLOP/s.</summary>
    private const double BackwardKey = 64 * 2.5 * 4 * 64 / (2e12 * 0.25);

    private static double Backward(in AttentionPrefillKernel kernel, int valueDim = 64) =>
        kernel.BackwardSeconds(new AttentionShape(10, 64, 64, 1, 1, 64, valueDim, 0, false));

    /// <summary>Queries, result and gradients (4 passes) of 4 heads, of 2 heads 192 keys, values and theirs, with fp32 query gradients.</summary>
    private static double Memory(in AttentionPrefillKernel kernel) =>
        kernel.BackwardSeconds(new AttentionShape(10, 64, 128, 4, 2, 64, 32, 0, false));

    private const double Bytes = 10.0 * ((64 * 4 * ((96 * 4) + (64 * 4))) + (192 * 2 * 96 * 4));

    /// <summary>Five multiplies for two; values narrower than the queries are padded to their width.</summary>
    [Theory]
    [InlineData(32, 64)]
    [InlineData(64, 64)]
    [InlineData(96, 96)]
    public void Arithmetic_OfAnyValues_IsFiveMultiplies(int valueDim, double width) =>
        Near(128 * BackwardKey * width / 64, Backward(Of(), valueDim));

    /// <summary>Four heads of 16 queries share two key-value heads: packed, each sequence is two streams of 32 rows, twenty blocks in all.</summary>
    [Fact]
    public void Packing_HeadsOfAGroup_AreRowsOfOneStream() =>
        Near(
            2 * 128 * BackwardKey,
            Of(p => p with { Packing = QueryPacking.Always }).BackwardSeconds(new AttentionShape(10, 16, 112, 4, 2, 64, 64, 0, false))
        );

    [Fact]
    public void Launch_OfTheKernel_IsAdded() => Near(3e-6 + (128 * BackwardKey), Backward(Of(p => p with { LaunchSeconds = 3e-6 })));

    [Fact]
    public void Memory_Slow_MovesGradientsToo() => Near(Bytes / 0.5e6, Memory(Of(chip: Slow)));

    [Fact]
    public void Memory_Slow_HidesAllButAPartOfTheArithmetic() =>
        Near((Bytes / 0.5e6) + (0.1 * Memory(Of())), Memory(Of(constants: Attention with { PrefillExposure = 0.1 }, chip: Slow)), 1e-12);

    /// <summary>A library without a backward efficiency of its own takes the forward one (0.5), and none exceeds the peak.</summary>
    [Theory]
    [InlineData(0, 1, 0.5)]
    [InlineData(0.25, 99, 1)]
    public void Efficiency_OfLibraryAndChip_IsNeverAboveThePeak(double library, double share, double efficiency) =>
        Near(
            128 * BackwardKey * 0.25 / efficiency,
            Backward(
                new AttentionPrefillKernel(
                    Fast,
                    Attention with
                    {
                        ArithmeticShare = share,
                    },
                    AttentionLibrary with
                    {
                        BackwardEfficiency = library,
                    },
                    NumberFormat.Bf16
                )
            )
        );

    [Fact]
    public void Exponentials_Exposed_CountPerKey() =>
        Near(128 * (BackwardKey + (64 * 0.5 / 16e9)), Backward(Of(constants: Attention with { SoftmaxExposure = 0.5 })));

    /// <summary>Masked as forward: rows see half of 1,024 keys on average and half a tile more.</summary>
    [Fact]
    public void Causal_LongPrompt_SkipsMaskedTiles() =>
        Near(
            ((10 * 1024 / 2.0 / 10) + (16 * (512 + 64))) * BackwardKey,
            Of(p => p with { SkipsMaskedTiles = true }).BackwardSeconds(new AttentionShape(10, 1024, 0, 1, 1, 64, 64, 0, true))
        );
}
