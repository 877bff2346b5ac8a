using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyDecode;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// A library with a kernel for query heads of their own beside the one for groups that share keys, worked out by hand on
/// <see cref="ToyDecode"/>: which of them an attention takes.
/// </summary>
public sealed class MultiHeadDecodeByHandTests
{
    private static readonly AttentionDecodeConstants Own = Decode with { LaunchSeconds = 9e-6 };

    [Theory]
    [InlineData(1, 9e-6 + (640 * Key))]
    [InlineData(4, 640 * Key)]
    public void Kernel_HeadsWithKeysOfTheirOwn_IsTheMultiHeadOne(int heads, double seconds) =>
        Near(seconds, Time(Of(Decode, Own), 10, 640, heads, 1));

    /// <summary>Two can share, four do: apart they are four streams with their own kernel.</summary>
    [Fact]
    public void Kernel_MoreHeadsThanCanShare_IsTheMultiHeadOne() =>
        Near(9e-6 + (4 * 640 * Key), Time(Of(Decode with { SharedQueryHeads = 2 }, Own), 10, 640, 4, 1));

    [Fact]
    public void Kernel_HeadsApart_AreNeverQuickerThanThoseThatShare() =>
        Near(
            50e-6 + (640 * Key),
            Time(
                Of(
                    Decode with
                    {
                        SharedQueryHeads = 2,
                        LaunchSeconds = 50e-6,
                    },
                    Own with
                    {
                        LaunchSeconds = 0,
                        StreamBytesPerSecond = 1e11,
                    }
                ),
                10,
                640,
                4,
                1
            )
        );

    /// <summary>
    /// Fewer blocks than two for each multiprocessor, in pieces of 1,280 keys: the quicker of both, or the heads apart where they cannot
    /// share.
    /// </summary>
    [Theory]
    [InlineData(1, 9e-6, int.MaxValue, 9e-6 + (4 * 1280 * Key))]
    [InlineData(50e-6, 1, int.MaxValue, 50e-6 + (1280 * Key))]
    [InlineData(50e-6, 1, 2, 1 + (4 * 1280 * Key))]
    public void Kernel_TooFewBlocks_IsTheQuickerOfBoth(double grouped, double multiHead, int share, double seconds)
    {
        var few = Decode with { LeastKeys = 1280, FewestBlocksPerSm = 2, LaunchSeconds = grouped, SharedQueryHeads = share };
        Near(seconds, Time(Of(few, Decode with { LeastKeys = 1280, LaunchSeconds = multiHead }), 10, 1279, 4, 1));
    }

    [Fact]
    public void Kernel_LibraryWithoutDecode_IsRefused() =>
        Assert.Throws<ArgumentException>(static () => new AttentionDecodeKernel(Chip, Attention, AttentionLibrary));
}
