using LlmCostSim.Hardware;

namespace LlmCostSim.Tests.Hardware;

public sealed class ClusterCatalogTests
{
    public static TheoryData<string> Ids => [.. ClusterCatalog.Default.Clusters.Select(cluster => cluster.Id)];

    [Fact]
    public void Default_HasAllClusters() => Assert.Equal(33, ClusterCatalog.Default.Clusters.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Cluster_EveryOne_IsConsistent(string id)
    {
        NamedCluster cluster = ClusterCatalog.Default.Get(id);
        Assert.NotNull(HardwareCatalog.Default.Find(cluster.Accelerator));
        Assert.False(string.IsNullOrWhiteSpace(cluster.Source));
        Assert.InRange(cluster.PerNode, 1, 16);
        if (cluster.Nodes is int nodes && cluster.TotalAccelerators is int total)
        {
            Assert.Equal(nodes * cluster.PerNode, total);
        }

        Assert.All(cluster.Unverified, fact => Assert.NotEmpty(fact.Basis));
    }

    /// <summary>ml-engineering network chapter: P4d has 4 × 100 Gb/s, of which 340 are reached; Jean Zay 4 × 100 Gb/s, of which about 135.</summary>
    [Theory]
    [InlineData("aws-p4d", "A100-SXM-40GB", 400, 340, 4)]
    [InlineData("Jean Zay A100", "A100-SXM-80GB", 400, 135, 4)]
    public void Get_ClusterWithMeasuredNetwork_GivesBothRates(string name, string accelerator, double nominal, double effective, int cards)
    {
        NamedCluster cluster = ClusterCatalog.Default.Get(name);
        Assert.Equal(accelerator, cluster.Accelerator);
        Assert.Equal(nominal, cluster.NodeNetworkBandwidth!.Value.GbitPerSecond, 9);
        Assert.Equal(effective, cluster.EffectiveNetworkBandwidth!.Value.GbitPerSecond, 9);
        Assert.Equal(cards, cluster.NetworkCards);
    }

    [Fact]
    public void Suggest_NearMiss_NamesTheCluster() => Assert.Equal("aws-p4d", ClusterCatalog.Default.Suggest("aws p4")[0]);
}
