using LlmCostSim.Hardware;

namespace LlmCostSim.Tests.Hardware;

public sealed class ClusterTests
{
    // DGX A100 and DGX H100 reference architectures: eight cards of 200 and 400 Gbit/s.
    [Theory]
    [InlineData("A100-SXM-80GB", 1600)]
    [InlineData("H100-SXM-80GB", 3200)]
    public void Create_NetworkNotGiven_IsThatOfTheReferenceNode(string gpu, double gbps)
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get(gpu), 16);

        Assert.True(cluster.NetworkDefaulted);
        Assert.Equal(gbps, cluster.Node.NetworkBandwidth.GbitPerSecond, gbps * 0.02);
        Assert.Equal(8, cluster.Node.NetworkCards);
    }

    [Fact]
    public void Create_FalconNodes_HaveFewerCardsThanAccelerators()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-40GB"), 384, 8, 400);

        Assert.Equal((48, false), (cluster.Nodes, cluster.NetworkDefaulted));
        Assert.InRange(cluster.Node.NetworkCards, 1, 4);
    }

    [Theory]
    [InlineData(0, 8, 400.0, 0.8)]
    [InlineData(8, 0, 400.0, 0.8)]
    [InlineData(8, 8, 0.0, 0.8)]
    [InlineData(8, 8, double.NaN, 0.8)]
    [InlineData(8, 8, 400.0, 1.2)]
    public void Create_ImpossibleValue_Throws(int count, int perNode, double gbps, double efficiency) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), count, perNode, gbps, efficiency)
        );
}
