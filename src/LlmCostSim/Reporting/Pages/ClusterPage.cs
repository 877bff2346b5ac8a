using LlmCostSim.Hardware;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The clusters and cloud instances that scenarios may name, a line each.</summary>
internal static class ClusterPage
{
    public static Document Of(IReadOnlyList<NamedCluster> clusters)
    {
        var table = new Table(
            [
                new Column("cluster"),
                new Column("accelerator"),
                Column.Number("per node"),
                Column.Number("nodes", rank: 1),
                Column.Number("node network", "Gbit/s"),
                Column.Number("measured", "Gbit/s", 2),
                new Column("known for") { Wraps = true, Rank = 3 },
            ],
            [.. clusters.Select(Row)]
        );
        return new Document("Clusters", [table], table);
    }

    private static IReadOnlyList<Cell> Row(NamedCluster cluster) =>
        [
            cluster.Id,
            cluster.Accelerator,
            Cell.Whole(cluster.PerNode),
            cluster.Nodes is { } nodes ? Cell.Whole(nodes) : Cell.Empty,
            Rate(cluster.NodeNetworkBandwidth),
            Rate(cluster.EffectiveNetworkBandwidth),
            cluster.UsedFor,
        ];

    private static Cell Rate(ByteRate? rate) => rate is { } known ? Cell.Digits(known.GbitPerSecond, "") : Cell.Empty;
}
