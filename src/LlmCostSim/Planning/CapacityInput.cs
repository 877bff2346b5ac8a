using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>
/// Reads a serving scenario whose replicas are searched: <c>tensor</c> and <c>pipeline</c> are fixed where <c>strategy</c> gives them, the
/// number of replicas never is.
/// </summary>
public static class CapacityInput
{
    private static readonly (string Name, CapacityObjective Value)[] Objectives =
    [
        ("fewest-gpus", CapacityObjective.FewestGpus),
        ("cost", CapacityObjective.Cost),
    ];

    /// <summary>Reads one without throwing.</summary>
    /// <param name="json">Text of the file.</param>
    /// <param name="reader">Catalogues.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The request, or <see langword="null"/> where there is a problem.</returns>
    public static CapacityRequest? Read(string json, ScenarioReader reader, InputProblems problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(problems);
        if (JsonInput.Parse(json, problems)?.AsObject() is not { } root)
        {
            return null;
        }

        CapacityRequest? search = null;
        var scenario = reader.Read(root, value => search = ReadSearch(value, reader));
        if (scenario is ServingScenario { Workload.Objective.Any: false })
        {
            problems.Add("$.workload.slo", "a capacity search needs an objective: ttftSeconds, tpotSeconds or endToEndSeconds");
        }
        else if (scenario is not null and not ServingScenario)
        {
            root.Value.Problem("capacity is searched for serving scenarios");
        }

        if (problems.Any || scenario is not ServingScenario serving)
        {
            return null;
        }

        var given = root.NamesIn("strategy").ToHashSet(StringComparer.Ordinal);
        search ??= new CapacityRequest(serving);
        return search with
        {
            Scenario = serving with { Defaults = SearchedScenario.Without(serving.Defaults, "strategy.data") },
            Tensor = given.Contains("tensor") ? [serving.Strategy.Tensor] : search.Tensor,
            Pipeline = given.Contains("pipeline") ? [serving.Strategy.Pipeline] : search.Pipeline,
        };
    }

    private static CapacityRequest? ReadSearch(JsonInput value, ScenarioReader reader)
    {
        if (value.AsObject() is not { } search)
        {
            return null;
        }

        // The scenario is not known yet.
        var standard = new CapacityRequest(null!);
        var clusters = new SearchClustersInput(search, reader);
        if (search.Member("gpuCounts") is { } counts)
        {
            counts.Problem("a capacity search finds the number of GPUs; 'maxGpus' limits it");
        }

        var request = standard with
        {
            Tensor = SearchLists.Integers(search, "tensor"),
            Pipeline = SearchLists.Or(SearchLists.Integers(search, "pipeline"), standard.Pipeline),
            Accelerators = clusters.Accelerators,
            Prices = clusters.Prices,
            MaxGpus = search.Int("maxGpus", 1, ClusterInput.MostAccelerators) ?? standard.MaxGpus,
            Objective = search.Choice("objective", Objectives) ?? standard.Objective,
        };
        search.Close();
        return request;
    }
}
