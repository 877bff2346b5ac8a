using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>The clusters and cloud instances that are known by name.</summary>
internal sealed class ClusterCatalog
{
    private readonly NameIndex<NamedCluster> index;

    private ClusterCatalog(NameIndex<NamedCluster> index) => this.index = index;

    /// <summary>The clusters that ship with the library, each with its source.</summary>
    public static ClusterCatalog Default { get; } =
        new(
            new NameIndex<NamedCluster>(
                EmbeddedData.Read("Hardware/Data/clusters.json", facts => facts.List("clusters", NamedCluster.From)),
                cluster => cluster.Id,
                _ => []
            )
        );

    /// <summary>All clusters, the shipped ones first.</summary>
    public IReadOnlyList<NamedCluster> Clusters => index.Items;

    /// <summary>The cluster of an id; case and punctuation do not matter.</summary>
    /// <param name="name">Id, such as <c>aws-p4d</c>.</param>
    /// <returns>The cluster, or <see langword="null"/> if the name is unknown.</returns>
    public NamedCluster? Find(string name) => index.Find(name);

    /// <summary>The cluster of an id; case and punctuation do not matter.</summary>
    /// <param name="name">Id, such as <c>aws-p4d</c>.</param>
    /// <returns>The cluster.</returns>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public NamedCluster Get(string name) => index.Get(name, "cluster");

    /// <summary>Ids of the clusters nearest to a name, nearest first.</summary>
    /// <param name="name">A name, usually one that <see cref="Find"/> does not know.</param>
    /// <returns>At most three ids; empty if nothing is near.</returns>
    public IReadOnlyList<string> Suggest(string name) => index.Suggest(name);
}
