using System.Globalization;
using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Reads the <c>cluster</c> of a scenario.</summary>
internal static class ClusterInput
{
    private const double GigabitsPerSecond = 1e9 / 8;

    /// <summary>Most accelerators of a scenario.</summary>
    public const int MostAccelerators = 10_000_000;

    /// <summary>Most accelerators, or network cards, of a node.</summary>
    public const int MostPerNode = 100_000;

    /// <summary>Reads and closes the object.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="reader">Catalogue.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    /// <returns>The cluster, or <see langword="null"/> (noted) where something is wrong.</returns>
    public static Cluster? Read(JsonObjectInput root, ScenarioReader reader, AssumedDefaults defaults)
    {
        if (root.Required("cluster")?.AsObject() is not { } input)
        {
            return null;
        }

        var before = root.Problems.Count;
        var named = ReadNamed(input);
        var accelerator =
            input.Has("name") && !input.Has("accelerator")
                ? named is null
                    ? null
                    : reader.Hardware.Get(named.Accelerator)
                : input.Required("accelerator") is { } name
                    ? ReadAccelerator(name, reader, defaults)
                    : null;
        var count = named?.TotalAccelerators is { } all && !input.Has("count") ? all : input.RequiredInt("count", 1, MostAccelerators);
        var perNode = input.Int("perNode", 1, MostPerNode);
        var network = input.Quantity(
            "networkGbpsPerNode",
            QuantityKind.ByteRate,
            GigabitsPerSecond,
            GigabitsPerSecond * 1e-3,
            GigabitsPerSecond * 1e9
        );
        var efficiency = input.Quantity("networkEfficiency", QuantityKind.Fraction, 1, 0.001, 1);
        var cards = input.Int("networkCards", 1, MostPerNode);
        var link = ReadLink(input, accelerator is null ? null : named?.LinkOf(accelerator) ?? Link.Of(accelerator));
        input.Close();
        if (accelerator is null || count is not { } accelerators || root.Problems.Count != before)
        {
            return null;
        }

        var cluster =
            named?.ToCluster(accelerator, accelerators, perNode, network / GigabitsPerSecond, efficiency, cards, link)
            ?? Cluster.Create(accelerator, accelerators, perNode, network / GigabitsPerSecond, efficiency, cards, link);
        NoteDefaults(input, named, cluster, defaults);
        return cluster;
    }

    private static void NoteDefaults(JsonObjectInput input, NamedCluster? named, Cluster cluster, AssumedDefaults defaults)
    {
        if (named is not null)
        {
            defaults.Add(
                Assumption.Of(
                    "cluster",
                    named.Id,
                    $"cluster: what is not given is as {named.Id} has it: {cluster.Count} {cluster.Accelerator.Id}, {cluster.PerNode} per node, {cluster.Node.NetworkBandwidth.GbitPerSecond:G4} Gbit/s per node of which {cluster.Node.NetworkEfficiency:P0} are reached ({named.Source})"
                )
            );
        }
        else if (cluster.Count > 1 && !input.Has("perNode"))
        {
            defaults.Note("cluster.perNode", cluster.PerNode, $"the usual node of {cluster.Accelerator.Id}");
        }

        if (cluster.NetworkDefaulted && cluster.Nodes > 1)
        {
            defaults.Note(
                "cluster.networkGbpsPerNode",
                cluster.Node.NetworkBandwidth.GbitPerSecond.ToString("G4", CultureInfo.InvariantCulture),
                "one card per accelerator as in the reference node"
            );
        }
    }

    private static NamedCluster? ReadNamed(JsonObjectInput input)
    {
        if (input.Member("name") is not { } value || value.AsText() is not { } name)
        {
            return null;
        }

        if (ClusterCatalog.Default.Find(name) is { } known)
        {
            return known;
        }

        value.Problem(
            $"unknown cluster '{JsonInput.Short(name)}'{NearestName.Hint(ClusterCatalog.Default.Suggest(name), "; `llmcost gpus --clusters` lists the known ones")}"
        );
        return null;
    }

    /// <summary>The accelerator of a name, or <see langword="null"/> (noted, with the nearest names) where it is unknown.</summary>
    /// <param name="value">The name.</param>
    /// <param name="reader">Catalogue.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    public static Accelerator? ReadAccelerator(JsonInput value, ScenarioReader reader, AssumedDefaults defaults)
    {
        if (value.Kind == JsonValueKind.Object)
        {
            return FromFile(value, reader, defaults);
        }

        if (value.AsText() is not { } name)
        {
            return null;
        }

        if (reader.Hardware.Find(name) is { } known)
        {
            return known;
        }

        value.Problem(
            $"unknown accelerator '{JsonInput.Short(name)}'{NearestName.Hint(reader.Hardware.Suggest(name), "; `llmcost gpus` lists the known ones")}"
        );
        return null;
    }

    // { "file": "my-a100.json" }, as llmcost calibrate writes it.
    private static Accelerator? FromFile(JsonInput value, ScenarioReader reader, AssumedDefaults defaults)
    {
        if (value.AsObject() is not { } input)
        {
            return null;
        }

        var path = input.Required("file");
        input.Close();
        if (path?.AsText() is not { } file)
        {
            return null;
        }

        if (reader.HardwareFile is not { } import)
        {
            path.Problem("accelerator files are not read here; name an accelerator of the catalogue");
            return null;
        }

        if (import(file, value.Problems) is not { } hardware)
        {
            return null;
        }

        defaults.Stacks = hardware.Stacks;
        return hardware.Accelerator with { File = file };
    }

    private static Link? ReadLink(JsonObjectInput cluster, Link? own)
    {
        if (cluster.Object("link") is not { } input)
        {
            return null;
        }

        var link = new Link
        {
            Name = input.Text("name") ?? own?.Name ?? "",
            Topology = input.Choice("topology", ScenarioNames.Topologies) ?? own?.Topology ?? LinkTopology.Switch,
            Bandwidth = input.Quantity("bandwidthGBps", QuantityKind.ByteRate, 1e9, 1e6, 1e18) is { } rate
                ? ByteRate.FromBytesPerSecond(rate)
                : own?.Bandwidth ?? ByteRate.FromGBPerSecond(1),
        };
        input.Close();
        return link;
    }
}
