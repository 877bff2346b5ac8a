using FsCheck;
using FsCheck.Fluent;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Operators;

public sealed class CollectiveKernelTests
{
    private static readonly CollectiveKind[] Kinds = Enum.GetValues<CollectiveKind>();

    private static readonly Gen<(string Gpu, string Library, CollectiveKind Kind, double Bytes, int Ranks)> Cases =
        from gpu in Gen.Elements("A100-SXM-80GB", "H100-SXM-80GB", "A100-PCIe-80GB", "MI300X", "V100-SXM2-32GB", "L40S")
        from library in Gen.Elements([.. CollectiveLibraries.Default.Libraries.Select(library => library.Name)])
        from kind in Gen.Elements(Kinds)
        from exponent in Gen.Choose(0, 320)
        from ranks in Gen.Elements(2, 3, 4, 8, 16, 64, 256)
        select (gpu, library, kind, Math.Pow(2, exponent / 10.0), ranks);

    private static Cluster ClusterOf(string gpu) => Cluster.Create(HardwareCatalog.Default.Get(gpu), 512, perNode: 8);

    private static CollectiveKernel Kernel(Cluster cluster, string library) =>
        new(cluster, CollectiveConstants.For(cluster.Accelerator), CollectiveLibraries.Default.Get(library));

    private static CollectiveGroup Group(int ranks) => CollectiveGroup.Strided(ranks, 1, 8);

    private static void Holds(Func<(string Gpu, string Library, CollectiveKind Kind, double Bytes, int Ranks), bool> law) =>
        Laws.Hold(Cases, law, 400);

    [Fact]
    public void Seconds_OneRank_IsZero() =>
        Assert.All(
            Kinds,
            kind => Assert.Equal(0, Kernel(ClusterOf("A100-SXM-80GB"), "nccl-2.27.3").Seconds(kind, 1e9, CollectiveGroup.WithinNode(1)))
        );

    [Fact]
    public void Seconds_MoreBytes_NeverLess() =>
        Holds(c =>
        {
            var kernel = Kernel(ClusterOf(c.Gpu), c.Library);
            var group = Group(c.Ranks);
            var time = kernel.Seconds(c.Kind, c.Bytes, group);
            return double.IsFinite(time) && time > 0 && time <= kernel.Seconds(c.Kind, c.Bytes * 1.01, group);
        });

    [Fact]
    public void Seconds_FasterLinks_NeverSlower() =>
        Holds(c =>
        {
            var cluster = ClusterOf(c.Gpu);
            var node = cluster.Node;
            var faster = cluster with
            {
                Node = node with
                {
                    Link = node.Link with { Bandwidth = node.Link.Bandwidth * 1.5 },
                    HostBandwidth = node.HostBandwidth * 1.5,
                    NetworkBandwidth = node.NetworkBandwidth * 1.5,
                },
            };
            return Kernel(faster, c.Library).Seconds(c.Kind, c.Bytes, Group(c.Ranks))
                <= Kernel(cluster, c.Library).Seconds(c.Kind, c.Bytes, Group(c.Ranks));
        });

    [Fact]
    public void Seconds_LowerLatency_NeverSlower() =>
        Holds(c =>
        {
            var cluster = ClusterOf(c.Gpu);
            var constants = CollectiveConstants.For(cluster.Accelerator);
            var library = CollectiveLibraries.Default.Get(c.Library);
            var quicker = constants with
            {
                KernelSeconds = constants.KernelSeconds / 2,
                StepSeconds = constants.StepSeconds / 2,
                FillSeconds = constants.FillSeconds / 2,
                NetworkStepSeconds = constants.NetworkStepSeconds / 2,
            };
            var quickerLibrary = library with
            {
                HostSeconds = library.HostSeconds / 2,
                LineStepFactor = library.LineStepFactor / 2,
                BulkStepFactor = library.BulkStepFactor / 2,
            };
            return new CollectiveKernel(cluster, quicker, quickerLibrary).Seconds(c.Kind, c.Bytes, Group(c.Ranks))
                <= new CollectiveKernel(cluster, constants, library).Seconds(c.Kind, c.Bytes, Group(c.Ranks));
        });

    // Steps of bulk transfers: what flags carry does not wait for them, what is large waits for each of them.
    [Fact]
    public void Seconds_SlowerStepsOfBulkTransfers_CostLargeTensorsOnly()
    {
        var cluster = ClusterOf("A100-SXM-80GB");
        var constants = CollectiveConstants.For(cluster.Accelerator);
        var library = CollectiveLibraries.Default.Get("nccl-2.27.3");
        var slower = library with { BulkStepFactor = library.BulkStepFactor + 4 };
        var group = CollectiveGroup.WithinNode(4);

        Assert.Equal(Time(library, 128), Time(slower, 128));
        Assert.Equal(6 * 4 * constants.StepSeconds, Time(slower, 1e9) - Time(library, 1e9), 1e-9);
        double Time(CollectiveLibraryConstants of, double bytes) =>
            new CollectiveKernel(cluster, constants, of).Seconds(CollectiveKind.AllReduce, bytes, group);
    }

    // What a rank must send at least: an in-switch reduction sends its tensor once, everything else what the collective's definition moves.
    [Fact]
    public void Seconds_AnyCollective_NeverAboveTheLinkRate() =>
        Holds(c =>
        {
            var cluster = ClusterOf(c.Gpu);
            var time = Kernel(cluster, c.Library).Seconds(c.Kind, c.Bytes, Group(c.Ranks));
            var rate = cluster.Node.Link.Bandwidth.BytesPerSecond;
            var share = (c.Ranks - 1.0) / c.Ranks;
            var inSwitch =
                CollectiveConstants.For(cluster.Accelerator).InSwitchEfficiency > 0 && cluster.Node.Link.Topology == LinkTopology.Switch;
            var moved = c.Kind switch
            {
                CollectiveKind.AllReduce => inSwitch ? c.Bytes : 2 * share * c.Bytes,
                CollectiveKind.Broadcast or CollectiveKind.SendReceive => c.Bytes,
                _ => share * c.Bytes,
            };
            return moved / time <= rate;
        });

    [Fact]
    public void Seconds_AcrossNodes_NeverAboveTheNetworkOfANode() =>
        Holds(c =>
        {
            var ranks = Math.Max(16, c.Ranks);
            var cluster = ClusterOf(c.Gpu);
            var group = Group(ranks);
            var time = Kernel(cluster, c.Library).Seconds(c.Kind, c.Bytes, group);
            var leaving = c.Kind switch
            {
                CollectiveKind.AllReduce => 2.0 * (group.Nodes - 1) / group.Nodes * c.Bytes,
                CollectiveKind.AllToAll => c.Bytes * 8 * (ranks - 8) / ranks,
                CollectiveKind.AllGather or CollectiveKind.ReduceScatter => (group.Nodes - 1.0) / group.Nodes * c.Bytes,
                _ => c.Bytes,
            };
            return leaving / time <= cluster.Node.NetworkBandwidth.BytesPerSecond;
        });

    [Fact]
    public void Seconds_CardsSharedByMoreRanks_NeverFaster() =>
        Holds(c =>
        {
            var kernel = Kernel(ClusterOf(c.Gpu), c.Library);
            return kernel.Seconds(c.Kind, c.Bytes, new CollectiveGroup(8, 1, 1))
                <= kernel.Seconds(c.Kind, c.Bytes, new CollectiveGroup(8, 1, 8));
        });

    [Fact]
    public void Seconds_SmallTensor_EngineKernelBeatsNccl()
    {
        var cluster = ClusterOf("A100-SXM-80GB");
        var group = CollectiveGroup.WithinNode(8);
        Assert.True(
            Kernel(cluster, "vllm-0.14.0").Seconds(CollectiveKind.AllReduce, 16384, group)
                < 0.5 * Kernel(cluster, "nccl-2.27.3").Seconds(CollectiveKind.AllReduce, 16384, group)
        );
    }

    [Fact]
    public void Seconds_BridgedPairs_LeaveTheirLinkWhenTheGroupIsLarger()
    {
        var accelerator = HardwareCatalog.Default.Get("A100-PCIe-80GB");
        var pairs = Cluster.Create(
            accelerator,
            4,
            4,
            link: new Link { Bandwidth = ByteRate.FromGBPerSecond(300), Topology = LinkTopology.Pairs }
        );
        var kernel = Kernel(pairs, "nccl-2.27.3");
        Assert.True(
            kernel.Seconds(CollectiveKind.AllReduce, 1e8, CollectiveGroup.WithinNode(4))
                > 5 * kernel.Seconds(CollectiveKind.AllReduce, 1e8, CollectiveGroup.WithinNode(2))
        );
    }

    [Fact]
    public void Seconds_AnyCall_AllocatesNothing()
    {
        var kernel = Kernel(ClusterOf("H100-SXM-80GB"), "vllm-0.24.0");
        Allocations.None(() =>
        {
            for (var ranks = 2; ranks <= 64; ranks *= 2)
            {
                foreach (var kind in Kinds)
                {
                    kernel.Seconds(kind, 1e6, Group(ranks));
                }
            }
        });
    }
}
