using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

public sealed class CollectiveMeasurementTests
{
    private static CollectiveMeasurement Row(string topology, int ranks) =>
        new("vidur-a100_dgx", "a100", CollectiveKind.AllReduce, 1e6, ranks, topology, 1e-4);

    [Theory]
    [InlineData("nvswitch-nvlink3-8", 8, 8, 1)]
    [InlineData("nvswitch-nvlink3-4x2nodes", 8, 4, 2)]
    [InlineData("pcie-nvlinkpairs-1x2nodes", 2, 1, 2)]
    [InlineData("pcie-nvlinkpairs-4", 4, 4, 1)]
    public void Group_NamedTopology_LiesOnNodes(string topology, int ranks, int perNode, int nodes)
    {
        var group = Row(topology, ranks).Group();

        Assert.Equal((perNode, nodes), (group.RanksPerNode, group.Nodes));
    }

    [Theory]
    [InlineData("nvswitch-nvlink3-8", LinkTopology.Switch)]
    [InlineData("pcie-nvlinkpairs-4", LinkTopology.Pairs)]
    [InlineData("nvlink3-fc-4", LinkTopology.Mesh)]
    public void Cluster_NamedTopology_HasThatLink(string topology, LinkTopology expected) =>
        Assert.Equal(expected, Row(topology, 4).Cluster(CollectiveLibraries.Default.SourceOf("vidur-a100_dgx", "a100")).Node.Link.Topology);

    [Theory]
    [InlineData("aic-vllm-custom-0.24.0", "h100", "vllm-0.24.0")]
    [InlineData("aic-vllm-custom-0.25.1", "h100", "vllm-0.24.0")]
    [InlineData("aic-nccl-2.27.3", "a100", "nccl-2.27.3")]
    [InlineData("vidur-h100_dgx", "h100", "nccl-eager-h100")]
    [InlineData("vidur-h100_pairwise_nvlink", "h100", "nccl-eager-h100-pairwise")]
    public void SourceOf_SourceOrANearOne_NamesItsLibrary(string source, string chip, string library) =>
        Assert.Equal(library, CollectiveLibraries.Default.SourceOf(source, chip).Library);

    // Central figures of the measured table, each within the reported error: NCCL 2.27.3, 8 ranks, from ai-dynamo/aiconfigurator.
    [Theory]
    [InlineData("A100-SXM-80GB", nameof(CollectiveKind.AllReduce), 536870912, 4226)]
    [InlineData("A100-SXM-80GB", nameof(CollectiveKind.AllGather), 67108864, 351.6)]
    [InlineData("H100-SXM-80GB", nameof(CollectiveKind.AllReduce), 536870912, 2112)]
    [InlineData("H100-SXM-80GB", nameof(CollectiveKind.ReduceScatter), 16777216, 71.1)]
    public void Seconds_MeasuredCollective_IsNear(string gpu, string kind, double bytes, double microseconds)
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get(gpu), 8);
        var kernel = new CollectiveKernel(
            cluster,
            CollectiveConstants.For(cluster.Accelerator),
            CollectiveLibraries.Default.Get("nccl-2.27.3")
        );

        Assert.Equal(
            microseconds * 1e-6,
            kernel.Seconds(Enum.Parse<CollectiveKind>(kind), bytes, CollectiveGroup.WithinNode(8)),
            microseconds * 0.12e-6
        );
    }
}
