using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>Streaming kernels worked out by hand: 2 µs and 1 µs of floor, 10¹² B/s of which half is reached.</summary>
public sealed class ElementwiseByHandTests
{
    private static readonly ElementwiseConstants Hardware = new()
    {
        Chip = "toy",
        Origin = "made up",
        KernelSeconds = 2e-6,
        MemoryEfficiency = 0.5,
        ResidentShare = 0.25,
        CacheRatio = 1,
        BlockBytesPerSecond = 1e9,
        BlocksPerMultiprocessor = 4,
    };

    private static readonly ElementwiseLibraryConstants Library = new()
    {
        Name = "toy",
        Origin = "made up",
        LaunchSeconds = 1e-6,
        RotaryShare = 0.5,
        NormShare = 0.25,
        ActivationShare = 0.8,
        RowSeconds = 0,
    };

    private static ElementwiseKernel Of(ElementwiseConstants? hardware = null, ElementwiseLibraryConstants? library = null) =>
        new(Chip, hardware ?? Hardware, library ?? Library);

    [Fact]
    public void Stream_OfBytes_IsFloorAndBytes() => Near(3e-6 + (1e9 * 2e-12), Of().Seconds(1e9));

    [Fact]
    public void Seconds_NothingToMove_IsZero() => Assert.Equal((0, 0), (Of().Seconds(0), Of().Seconds(ElementwiseKind.Norm, 0, 10)));

    /// <summary>
    /// A quarter of the cache (2.5·10⁵ bytes) is found at four times the rate; beyond the cache nothing runs above the memory's own rate.
    /// </summary>
    [Theory]
    [InlineData(1e5, 1e5 / 4)]
    [InlineData(5e5, 5e5 - (2.5e5 * 0.75))]
    [InlineData(1e9, 1e9 - (2.5e5 * 0.75))]
    public void Cache_AnyTensor_HoldsPart(double bytes, double counted) =>
        Near(3e-6 + (counted * 2e-12), Of(Hardware with { CacheRatio = 4 }).Seconds(bytes));

    [Theory]
    [InlineData(1e6, 0.55e6)]
    [InlineData(1.01e6, 1.01e6)]
    public void Cache_ExceededByTheTensor_MemoryIsTheLimit(double bytes, double seconds) =>
        Near(3e-6 + (seconds * 1e-12), Of(Hardware with { CacheRatio = 10, ResidentShare = 0.5, MemoryEfficiency = 1 }).Seconds(bytes));

    /// <summary>Kinds of kernels reach shares of the stream.</summary>
    [Theory]
    [InlineData(ElementwiseKind.Stream, 1)]
    [InlineData(ElementwiseKind.Rotary, 2)]
    [InlineData(ElementwiseKind.Norm, 4)]
    [InlineData(ElementwiseKind.Activation, 1.25)]
    internal void Kinds_OfKernels_ReachSharesOfTheStream(ElementwiseKind kind, double times) =>
        Near(3e-6 + (1e9 * 2e-12 * times), Of().Seconds(kind, 1e9, 1e6));

    /// <summary>
    /// Blocks of one row each: 40 at a time; each waits 10 µs for its row and moves its bytes at 10⁹ B/s; beside the memory as the
    /// hypotenuse.
    /// </summary>
    [Theory]
    [InlineData(10, 1)]
    [InlineData(40, 1)]
    [InlineData(400, 10)]
    public void Rows_OneBlockEach_WaitInRounds(double rows, double rounds)
    {
        var library = Library with { RowSeconds = 1e-5 };
        var bytes = rows * 1e5;
        var (memory, blocks) = (bytes * 2e-12 * 4, rounds * (1e-5 + (1e5 / 1e9)));
        Near(3e-6 + Math.Sqrt((memory * memory) + (blocks * blocks)), Of(library: library).Seconds(ElementwiseKind.Norm, bytes, rows));
    }
}
