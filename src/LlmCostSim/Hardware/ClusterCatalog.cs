using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>The clusters and cloud instances that are known by name.</summary>
internal sealed class ClusterCatalog : Catalog<NamedCluster>
{
    private ClusterCatalog(ShippedIndex<NamedCluster> index)
        : base(index, "cluster") { }

    /// <summary>The clusters that ship with the library, each with its source.</summary>
    public static ClusterCatalog Default { get; } =
        new(
            new ShippedIndex<NamedCluster>(
                () => EmbeddedData.Read("Hardware/Data/clusters.json", facts => facts.List("clusters", NamedCluster.From)),
                cluster => cluster.Id,
                _ => []
            )
        );

    /// <summary>All clusters, the shipped ones first.</summary>
    public IReadOnlyList<NamedCluster> Clusters => Index.All.Items;
}
