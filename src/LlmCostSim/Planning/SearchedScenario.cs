using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>A scenario on one of the clusters of a search.</summary>
internal static class SearchedScenario
{
    /// <summary>
    /// The scenario on a cluster, at the price that the search names for it; what was defaulted for another accelerator is not repeated.
    /// </summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="prices">Prices by accelerator id.</param>
    public static T On<T>(T scenario, Cluster cluster, IReadOnlyDictionary<string, double> prices)
        where T : Scenario =>
        scenario with
        {
            Cluster = cluster,
            Economics = prices.TryGetValue(cluster.Accelerator.Id, out var price)
                ? scenario.Economics with
                {
                    PricePerGpuHour = price,
                }
                : scenario.Economics,
            Defaults = cluster.Accelerator == scenario.Cluster.Accelerator ? scenario.Defaults : Without(scenario.Defaults, "cluster"),
        };

    /// <summary>Assumed defaults but for those of fields that a search varies: nobody assumed them.</summary>
    /// <param name="defaults">The defaults.</param>
    /// <param name="fields">Paths of the fields.</param>
    public static IReadOnlyList<Assumption> Without(IReadOnlyList<Assumption> defaults, params IReadOnlyCollection<string> fields) =>
        [.. defaults.Where(assumption => !fields.Any(assumption.IsAbout))];
}
