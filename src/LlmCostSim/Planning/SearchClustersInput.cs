using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>
/// Reads the clusters that a <c>search</c> may use: <c>gpuCounts</c> and <c>accelerators</c>, each of which may name its price.
/// </summary>
internal sealed class SearchClustersInput
{
    private readonly List<int> counts;
    private readonly List<Accelerator> accelerators;
    private readonly Dictionary<string, double> prices = new(StringComparer.Ordinal);

    public SearchClustersInput(JsonObjectInput search, ScenarioReader reader)
    {
        counts = SearchLists.Integers(search, "gpuCounts");
        accelerators = [.. SearchLists.Items(search, "accelerators").Select(item => Read(item, reader)).OfType<Accelerator>()];
    }

    /// <summary>The accelerators that the search names; may be none.</summary>
    public IReadOnlyList<Accelerator> Accelerators => accelerators;

    /// <summary>Money per accelerator and hour by accelerator id, where the search says so.</summary>
    public IReadOnlyDictionary<string, double> Prices => prices;

    /// <summary>The clusters, the scenario's own where the search names none.</summary>
    /// <param name="own">The scenario's cluster, whose network others take over where it was given.</param>
    public List<Cluster> Around(Cluster own)
    {
        var clusters = new List<Cluster>();
        foreach (var accelerator in accelerators.Count > 0 ? accelerators : [own.Accelerator])
        {
            foreach (var count in counts.Count > 0 ? counts : [own.Count])
            {
                clusters.Add(Machine(own, accelerator, count));
            }
        }

        return clusters;
    }

    /// <summary>The scenario's machines with another accelerator or count.</summary>
    public static Cluster Machine(Cluster own, Accelerator accelerator, int count) =>
        accelerator == own.Accelerator
            ? own with
            {
                Count = count,
            }
            : Cluster.Create(accelerator, count, null, own.NetworkDefaulted ? null : own.Node.NetworkBandwidth.GbitPerSecond);

    // A name, or { "accelerator": name, "pricePerGpuHour": money }.
    private Accelerator? Read(JsonInput value, ScenarioReader reader)
    {
        if (value.Kind != JsonValueKind.Object)
        {
            return ClusterInput.ReadAccelerator(value, reader, new AssumedDefaults());
        }

        var item = value.AsObject()!;
        var found = item.Required("accelerator") is { } name ? ClusterInput.ReadAccelerator(name, reader, new AssumedDefaults()) : null;
        var price = item.Number("pricePerGpuHour", 0, 1e9);
        item.Close();
        if (found is not null && price is { } money)
        {
            prices[found.Id] = money;
        }

        return found;
    }
}
