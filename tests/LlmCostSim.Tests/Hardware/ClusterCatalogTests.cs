using LlmCostSim.Hardware;

namespace LlmCostSim.Tests.Hardware;

public sealed class ClusterCatalogTests
{
    public static TheoryData<string> Ids => [.. ClusterCatalog.Default.Clusters.Select(cluster => cluster.Id)];

    [Fact]
    public void Default_Clusters_AreAllRead() => Assert.Equal(33, ClusterCatalog.Default.Clusters.Count);

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

    /// <summary>
    /// ml-engineering network chapter: P4d has 4 × 100 Gb/s, of which 340 are reached; Jean Zay 4 × 100 Gb/s, of which about 135.
    /// </summary>
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

    [Theory]
    [MemberData(nameof(Ids))]
    public void ToCluster_EveryOne_KeepsItsFacts(string id)
    {
        NamedCluster named = ClusterCatalog.Default.Get(id);
        Cluster cluster = named.ToCluster(HardwareCatalog.Default.Get(named.Accelerator));
        Assert.Equal(named.TotalAccelerators ?? named.PerNode, cluster.Count);
        Assert.Equal(named.NodeNetworkBandwidth is null, cluster.NetworkDefaulted);
        Assert.Equal(named.IntraNodeBandwidth ?? cluster.Accelerator.IntraNodeBandwidth, cluster.Node.Link.Bandwidth);
    }

    /// <summary>Jean Zay: about 135 of 4 × 100 Gb/s were seen between nodes (ml-engineering network chapter).</summary>
    [Fact]
    public void ToCluster_MeasuredNetwork_BecomesTheEfficiency()
    {
        Cluster cluster = ClusterCatalog.Default.Get("jean-zay-a100").ToCluster(HardwareCatalog.Default.Get("A100-SXM-80GB"), 384);
        Assert.Equal(48, cluster.Nodes);
        Assert.Equal(135.0 / 400, cluster.Node.NetworkEfficiency, 12);
        Assert.Equal(4, cluster.Node.NetworkCards);
    }

    [Fact]
    public void Suggest_NearMiss_NamesTheCluster() => Assert.Equal("aws-p4d", ClusterCatalog.Default.Suggest("aws p4")[0]);
}
