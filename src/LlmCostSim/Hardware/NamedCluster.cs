using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Hardware;

/// <summary>The facts of one cluster or cloud instance that is known by name.</summary>
internal sealed record NamedCluster
{
    /// <summary>Catalogue id, such as <c>aws-p4d</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Id of its accelerator in the <see cref="HardwareCatalog"/>.</summary>
    public required string Accelerator { get; init; }

    /// <summary>Accelerators in a node.</summary>
    public required int PerNode { get; init; }

    /// <summary>Nodes in all; <see langword="null"/> for a kind of instance, of which any number can be rented.</summary>
    public int? Nodes { get; init; }

    /// <summary>Accelerators in all; <see langword="null"/> for a kind of instance.</summary>
    public int? TotalAccelerators { get; init; }

    /// <summary>Link between host and accelerator, such as <c>PCIe Gen4</c>.</summary>
    public string HostLink { get; init; } = "";

    /// <summary>Link between the accelerators of a node.</summary>
    public string IntraNodeLink { get; init; } = "";

    /// <summary>Nominal bandwidth of that link per accelerator and direction; <see langword="null"/> where unknown.</summary>
    public ByteRate? IntraNodeBandwidth { get; init; }

    /// <summary>How that link connects the accelerators; <see langword="null"/>: as in the accelerator's usual node.</summary>
    public LinkTopology? IntraNodeTopology { get; init; }

    /// <summary>Network between nodes in words, such as <c>4x EFA v1 100 Gb/s</c>.</summary>
    public string NodeNetwork { get; init; } = "";

    /// <summary>Nominal network bandwidth of a whole node and direction; <see langword="null"/> where unknown or where there is one node only.</summary>
    public ByteRate? NodeNetworkBandwidth { get; init; }

    /// <summary>Network cards of a node; <see langword="null"/> where unknown.</summary>
    public int? NetworkCards { get; init; }

    /// <summary>Network bandwidth of a node that was measured in practice; <see langword="null"/> where nobody published it.</summary>
    public ByteRate? EffectiveNetworkBandwidth { get; init; }

    /// <summary>What it is known for.</summary>
    public string UsedFor { get; init; } = "";

    /// <summary>Where the facts are from.</summary>
    public required string Source { get; init; }

    /// <summary>The facts that no source at hand confirms.</summary>
    public IReadOnlyList<UnverifiedFact> Unverified { get; init; } = [];

    /// <summary>Conflicts and caveats of the facts.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The cluster as the simulator takes it, or a part of it. A measured network rate becomes its network efficiency.</summary>
    /// <param name="hardware">Catalogue that knows the accelerator; <see cref="HardwareCatalog.Default"/> by default.</param>
    /// <param name="count">Accelerators, 1 or more; by default all, or one node where the size of the cluster is open.</param>
    /// <returns>The cluster. An unknown network rate is defaulted as <see cref="Cluster.Create"/> says, and marked so.</returns>
    /// <exception cref="UnknownNameException">The catalogue does not know the accelerator.</exception>
    public Cluster ToCluster(HardwareCatalog? hardware = null, int? count = null)
    {
        Accelerator accelerator = (hardware ?? HardwareCatalog.Default).Get(Accelerator);
        Link usual = Link.Of(accelerator);
        return Cluster.Create(
            accelerator,
            count ?? TotalAccelerators ?? PerNode,
            PerNode,
            NodeNetworkBandwidth?.GbitPerSecond,
            EffectiveNetworkBandwidth is ByteRate effective && NodeNetworkBandwidth is ByteRate nominal ? effective / nominal : null,
            NetworkCards,
            usual with
            {
                Name = IntraNodeLink,
                Bandwidth = IntraNodeBandwidth ?? usual.Bandwidth,
                Topology = IntraNodeTopology ?? usual.Topology,
            });
    }

    internal static NamedCluster From(FactReader facts) => new()
    {
        Id = facts.Text("id"),
        Accelerator = facts.Text("accelerator"),
        PerNode = facts.Integer("perNode"),
        Nodes = facts.OptionalInteger("nodes"),
        TotalAccelerators = facts.OptionalInteger("totalAccelerators"),
        HostLink = facts.Text("hostLink"),
        IntraNodeLink = facts.Text("intraNodeLink"),
        IntraNodeBandwidth = facts.OptionalNumber("intraNodeGBps") is double gigabytes ? ByteRate.FromGBPerSecond(gigabytes) : null,
        IntraNodeTopology = facts.Has("intraNodeTopology") ? facts.Choice<LinkTopology>("intraNodeTopology") : null,
        NodeNetwork = facts.Text("nodeNetwork"),
        NodeNetworkBandwidth = Network(facts, "nodeNetworkGbps"),
        NetworkCards = facts.OptionalInteger("networkCards"),
        EffectiveNetworkBandwidth = Network(facts, "effectiveNetworkGbps"),
        UsedFor = facts.OptionalText("usedFor") ?? "",
        Source = facts.Text("source"),
        Unverified = facts.List("unverified", UnverifiedFact.From),
        Notes = facts.OptionalText("notes") ?? "",
    };

    private static ByteRate? Network(FactReader facts, string name) =>
        facts.OptionalNumber(name) is double gigabits ? ByteRate.FromGbitPerSecond(gigabits) : null;
}
