using LlmCostSim.Units;

namespace LlmCostSim.Hardware;

/// <summary>Accelerators of one kind in equal nodes.</summary>
public sealed record Cluster
{
    // A 200 Gbit/s card on PCIe 4 (31.5 GB/s), 400 Gbit/s on PCIe 5: reference nodes, see Create.
    private const double CardShareOfHostLink = 0.8;

    /// <summary>The accelerator.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>Accelerators in all, 1 or more.</summary>
    public required int Count { get; init; }

    /// <summary>What each node is.</summary>
    public required Node Node { get; init; }

    /// <summary>Accelerators in a node.</summary>
    public int PerNode => Node.Accelerators;

    /// <summary>Nodes, the last one perhaps partly filled.</summary>
    public int Nodes => (Count + PerNode - 1) / PerNode;

    /// <summary>Whether the network rate was not given but taken as one card per accelerator, see <see cref="Create"/>.</summary>
    public bool NetworkDefaulted { get; init; }

    /// <summary>
    /// A cluster from the fields of a scenario. A network rate that is not given is taken as one card per accelerator at 0.8 of its host
    /// link: 200 Gbit/s on PCIe 4, 400 Gbit/s on PCIe 5, as the reference nodes have it (DGX A100 8 × 200, DGX H100 8 × 400 Gbit/s).
    /// </summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="count">Accelerators in all, 1 or more.</param>
    /// <param name="perNode">Accelerators in a node, 1 or more; default: the accelerator's usual node.</param>
    /// <param name="networkGbpsPerNode">Nominal network rate of a whole node, decimal gigabits per second and direction, above 0.</param>
    /// <param name="networkEfficiency">Share of it that collectives reach, above 0 and up to 1; default
    /// <see cref="Node.DefaultNetworkEfficiency"/>.</param>
    /// <param name="networkCards">Network cards per node, 1 or more; default: as many as 0.8 of the host link's rate can feed, up to one
    /// per accelerator.</param>
    /// <param name="link">The link inside the node; default: the accelerator's own.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static Cluster Create(
        Accelerator accelerator,
        int count,
        int? perNode = null,
        double? networkGbpsPerNode = null,
        double? networkEfficiency = null,
        int? networkCards = null,
        Link? link = null
    )
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var accelerators = perNode ?? Math.Max(1, accelerator.PerNode);
        ArgumentOutOfRangeException.ThrowIfLessThan(accelerators, 1, nameof(perNode));
        var card = accelerator.HostBandwidth * CardShareOfHostLink;
        var network = networkGbpsPerNode is { } gbps ? ByteRate.FromGbitPerSecond(NetworkRate(gbps)) : card * accelerators;
        var efficiency = NetworkShare(networkEfficiency ?? Node.DefaultNetworkEfficiency);
        var cards = networkCards ?? Math.Clamp((int)Math.Round(network / card), 1, accelerators);
        ArgumentOutOfRangeException.ThrowIfLessThan(cards, 1, nameof(networkCards));
        return new Cluster
        {
            Accelerator = accelerator,
            Count = count,
            NetworkDefaulted = networkGbpsPerNode is null,
            Node = new Node
            {
                Accelerators = accelerators,
                Link = link ?? Link.Of(accelerator),
                HostBandwidth = accelerator.HostBandwidth,
                NetworkBandwidth = network,
                NetworkCards = cards,
                NetworkEfficiency = efficiency,
            },
        };
    }

    private static double NetworkRate(double networkGbpsPerNode) =>
        networkGbpsPerNode > 0 && double.IsFinite(networkGbpsPerNode)
            ? networkGbpsPerNode
            : throw new ArgumentOutOfRangeException(
                nameof(networkGbpsPerNode),
                networkGbpsPerNode,
                "The network rate of a node must be above 0 Gbit/s and finite."
            );

    private static double NetworkShare(double networkEfficiency) =>
        networkEfficiency is > 0 and <= 1
            ? networkEfficiency
            : throw new ArgumentOutOfRangeException(
                nameof(networkEfficiency),
                networkEfficiency,
                "The network efficiency must be above 0 and at most 1."
            );
}
