using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.ToyCollectives;

namespace LlmCostSim.Tests.Operators;

/// <summary>All-reduces that are no ring: in the switch, and by a kernel of the library's own; by hand on <see cref="ToyCollectives"/>.</summary>
public sealed class AllReduceByHandTests
{
    /// <summary>A switch that adds up at 0.8 of the link after 1 µs, beside the kernel's own start.</summary>
    private static readonly CollectiveConstants InSwitch = Constants with { InSwitchEfficiency = 0.8, InSwitchSeconds = 1e-6 };

    /// <summary>A reduction in the switch so slow that the library's own shows, and that there is a switch.</summary>
    private static readonly CollectiveConstants SlowSwitch = Constants with { InSwitchEfficiency = 0.01 };

    /// <summary>A library's own all-reduce up to 10⁶ bytes.</summary>
    private static readonly CollectiveLibraryConstants Own = Library with
    {
        Custom = new CustomAllReduceConstants
        {
            KernelSeconds = 2e-6,
            PeerSeconds = 1e-7,
            OneShotEfficiency = 0.5,
            TwoShotEfficiency = 0.9,
            TwoShotSeconds = 4e-6,
            TwoShotInSwitch = false,
            LimitBytes = 1e6,
        },
    };

    private static double AllReduce(in CollectiveKernel kernel, double bytes, int ranks = 4) =>
        kernel.Seconds(CollectiveKind.AllReduce, bytes, In(ranks));

    /// <summary>The tensor once, after the kernel's and the switch's start.</summary>
    [Fact]
    public void AllReduce_InTheSwitch_SendsTheTensorOnce() => Near(Kernel + 1e-6 + (1e7 / 0.8e11), AllReduce(Of(InSwitch), 1e7));

    [Theory]
    [InlineData(2, LinkTopology.Switch)]
    [InlineData(4, LinkTopology.Pairs)]
    public void AllReduce_TwoRanksOrNoSwitch_IsARing(int ranks, LinkTopology topology) =>
        Near(AllReduce(Of(topology: topology), 1e7, ranks), AllReduce(Of(InSwitch, topology: topology), 1e7, ranks));

    /// <summary>One shot reads all peers' tensors, two shots twice three quarters; the switch makes that one tensor.</summary>
    [Theory]
    [InlineData(1e4, false, 2e-6 + (3 * 1e-7) + (3 * 1e4 / 0.5e11))]
    [InlineData(1e6, false, 2e-6 + (3 * 1e-7) + 4e-6 + (1.5 * 1e6 / 0.9e11))]
    [InlineData(1e6, true, 2e-6 + (3 * 1e-7) + 4e-6 + (1e6 / 0.9e11))]
    public void Own_UpToItsLimit_IsTheQuickerOfOneAndTwoShots(double bytes, bool inSwitch, double seconds) =>
        Near(seconds, AllReduce(Of(SlowSwitch, Own with { Custom = Own.Custom! with { TwoShotInSwitch = inSwitch } }), bytes));

    [Fact]
    public void Own_BeyondItsLimit_IsNotUsed() => Near(AllReduce(Of(SlowSwitch), 1e6 + 1), AllReduce(Of(SlowSwitch, Own), 1e6 + 1));

    [Fact]
    public void Own_OverBridgedPairs_IsNotUsed() =>
        Near(AllReduce(Of(SlowSwitch, topology: LinkTopology.Pairs), 1e4), AllReduce(Of(SlowSwitch, Own, LinkTopology.Pairs), 1e4));

    [Fact]
    public void Own_ForOtherCollectives_IsNotUsed() =>
        Near(
            Of(SlowSwitch).Seconds(CollectiveKind.AllGather, 1e4, In(4)),
            Of(SlowSwitch, Own).Seconds(CollectiveKind.AllGather, 1e4, In(4))
        );

    /// <summary>On a mesh there is no switch to reduce in.</summary>
    [Theory]
    [InlineData(1e4, 2e-6 + (3 * 1e-7) + (3e4 / 0.5e11))]
    [InlineData(1e6, 2e-6 + (3 * 1e-7) + 4e-6 + (1.5e6 / 0.9e11))]
    public void Own_OnAMesh_ReducesInNoSwitch(double bytes, double seconds) =>
        Near(
            seconds,
            AllReduce(Of(SlowSwitch, Own with { Custom = Own.Custom! with { TwoShotInSwitch = true } }, LinkTopology.Mesh), bytes)
        );

    [Fact]
    public void Own_WithoutTwoShots_ReadsAllTensors() =>
        Near(
            2e-6 + (3 * 1e-7) + (3e6 / 0.5e11),
            AllReduce(Of(SlowSwitch, Own with { Custom = Own.Custom! with { TwoShotEfficiency = 0 } }), 1e6)
        );
}
