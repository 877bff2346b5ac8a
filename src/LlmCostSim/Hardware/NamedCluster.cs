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

    /// <summary>
    /// Nominal network bandwidth of a whole node and direction; <see langword="null"/> where unknown or where there is one node only.
    /// </summary>
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

    /// <summary>
    /// The cluster as the simulator takes it, or a part of it, with anything that is known better. A measured network rate becomes its
    /// network efficiency.
    /// </summary>
    /// <param name="accelerator">The accelerator; another than <see cref="Accelerator"/> brings its own link.</param>
    /// <param name="count">Accelerators, 1 or more; by default all, or one node where the size of the cluster is open.</param>
    /// <param name="perNode">As <see cref="Cluster.Create"/> has it; by default, like what follows, what is known of the cluster.</param>
    /// <param name="networkGbpsPerNode">See there. Where it is given, the known efficiency and cards are left out: they belong to the known
    /// network.</param>
    /// <param name="networkEfficiency">See there.</param>
    /// <param name="networkCards">See there.</param>
    /// <param name="link">See there.</param>
    /// <returns>The cluster. An unknown network rate is defaulted as <see cref="Cluster.Create"/> says, and marked so.</returns>
    public Cluster ToCluster(
        Accelerator accelerator,
        int? count = null,
        int? perNode = null,
        double? networkGbpsPerNode = null,
        double? networkEfficiency = null,
        int? networkCards = null,
        Link? link = null
    )
    {
        var ownNetwork = networkGbpsPerNode is null;
        var reached =
            EffectiveNetworkBandwidth is { } effective && NodeNetworkBandwidth is { } nominal ? effective / nominal : (double?)null;
        return Cluster.Create(
            accelerator,
            count ?? TotalAccelerators ?? PerNode,
            perNode ?? PerNode,
            networkGbpsPerNode ?? NodeNetworkBandwidth?.GbitPerSecond,
            networkEfficiency ?? (ownNetwork ? reached : null),
            networkCards ?? (ownNetwork ? NetworkCards : null),
            link ?? LinkOf(accelerator)
        );
    }

    /// <summary>The link inside a node: the known one between the cluster's own accelerators, otherwise the accelerator's.</summary>
    /// <param name="accelerator">The accelerator.</param>
    public Link LinkOf(Accelerator accelerator)
    {
        var usual = Link.Of(accelerator);
        return accelerator.Id != Accelerator
            ? usual
            : usual with
            {
                Name = IntraNodeLink,
                Bandwidth = IntraNodeBandwidth ?? usual.Bandwidth,
                Topology = IntraNodeTopology ?? usual.Topology,
            };
    }

    internal static NamedCluster From(FactReader facts) =>
        new()
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
