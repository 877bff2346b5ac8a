using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Calibration;

/// <summary>One measured collective, as a row of <c>collectives_*.csv</c> has it.</summary>
/// <param name="Source">Who measured it.</param>
/// <param name="Chip">Chip, such as <c>a100</c>.</param>
/// <param name="Kind">Which collective.</param>
/// <param name="Bytes">The full tensor per rank.</param>
/// <param name="Ranks">Ranks.</param>
/// <param name="Topology">The source's name for the links and nodes, such as <c>nvswitch-nvlink3-4x2nodes</c>.</param>
/// <param name="Seconds">Measured time.</param>
internal sealed record CollectiveMeasurement(
    string Source,
    string Chip,
    CollectiveKind Kind,
    double Bytes,
    int Ranks,
    string Topology,
    double Seconds
)
{
    // NVLink bridges of A100 and H100 PCIe cards: 600 GB/s both ways (data sheets).
    private const double BridgeGBps = 300;

    /// <summary>
    /// How the ranks lay on the nodes: <c>…-4x2nodes</c> is four ranks in each of two nodes; every rank that measured shared its node's
    /// network cards.
    /// </summary>
    public CollectiveGroup Group()
    {
        var last = Topology.AsSpan(Topology.LastIndexOf('-') + 1);
        var cross = last.IndexOf('x');
        return
            cross > 0 && int.TryParse(last[..cross], NumberStyles.None, CultureInfo.InvariantCulture, out var perNode) && perNode <= Ranks
            ? new CollectiveGroup(Ranks, perNode, perNode)
            : CollectiveGroup.WithinNode(Ranks);
    }

    /// <summary>The nodes it was measured on.</summary>
    /// <param name="source">What is known of the source.</param>
    /// <param name="accelerator">The accelerator; by default the one that the source names.</param>
    public Cluster Cluster(CollectiveSource source, Accelerator? accelerator = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        accelerator ??= HardwareCatalog.Default.Get(source.Accelerator);
        var fullyConnected = Topology.Contains("-fc-", StringComparison.Ordinal);
        var pairs = Topology.Contains("pairs", StringComparison.Ordinal);
        var link =
            fullyConnected ? Link.Of(accelerator) with { Topology = LinkTopology.Mesh }
            : pairs
                ? new Link
                {
                    Name = "NVLink bridge",
                    Bandwidth = ByteRate.FromGBPerSecond(BridgeGBps),
                    Topology = LinkTopology.Pairs,
                }
            : Link.Of(accelerator);
        var perNode = fullyConnected ? Ranks : accelerator.PerNode;
        return Hardware.Cluster.Create(
            accelerator,
            Math.Max(Ranks, perNode),
            perNode,
            source.NetworkGbpsPerNode,
            source.NetworkEfficiency,
            source.NetworkCards,
            link
        );
    }
}
