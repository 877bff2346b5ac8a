using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>
/// Reads planning scenarios of inference: <c>strategy</c> and <c>workload</c> fix the fields that they have, <c>search</c> says what the
/// others may be, what has to be kept and what counts as best.
/// </summary>
public static class InferencePlanInput
{
    /// <summary>Whether a text is a scenario of inference; false, too, where it is none at all.</summary>
    /// <param name="json">Text of the file.</param>
    internal static bool Claims(string json) =>
        JsonInput.Parse(json, new InputProblems())?.AsObject()?.Member("kind") is { Kind: JsonValueKind.String } kind
        && kind.AsText() == "inference";

    /// <summary>Reads one.</summary>
    /// <param name="json">Text of the file.</param>
    /// <param name="reader">Reads the scenario.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The request, or <see langword="null"/> where there is a problem.</returns>
    public static InferencePlanRequest? Read(string json, ScenarioReader reader, InputProblems problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(problems);
        if (JsonInput.Parse(json, problems)?.AsObject() is not { } root)
        {
            return null;
        }

        var search = new InferenceSearchInput();
        var scenario = reader.Read(root, value => search.Read(value, reader));
        if (problems.Count > 0 || scenario is not InferenceScenario inference)
        {
            return null;
        }

        var given = root.NamesIn("strategy").Concat(root.NamesIn("workload")).ToHashSet(StringComparer.Ordinal);
        var space = Space(inference, search.Space, given);
        var request = new InferencePlanRequest(Open(inference, space, given));
        return request with
        {
            Space = space,
            Clusters = search.Clusters?.Around(inference.Cluster) ?? request.Clusters,
            Prices = search.Clusters?.Prices ?? request.Prices,
            Objective = search.Objective ?? request.Objective,
            Limits = search.Limits,
        };
    }

    // What is searched was not defaulted.
    private static InferenceScenario Open(InferenceScenario scenario, InferencePlanSpace space, HashSet<string> given)
    {
        string[] open =
        [
            .. space.Weights.Count > 0 ? ["strategy.weights"] : Array.Empty<string>(),
            .. given.Contains("batch") ? Array.Empty<string>() : ["workload.batch"],
        ];
        return scenario with { Defaults = SearchedScenario.Without(scenario.Defaults, open) };
    }

    private static InferencePlanSpace Space(InferenceScenario scenario, InferencePlanSpace searched, HashSet<string> given)
    {
        var strategy = scenario.Strategy;
        IReadOnlyList<int> Values(string name, int value, IReadOnlyList<int> open) => given.Contains(name) ? [value] : open;
        return new InferencePlanSpace
        {
            Tensor = Values("tensor", strategy.Tensor, searched.Tensor),
            Pipeline = Values("pipeline", strategy.Pipeline, searched.Pipeline),
            Data = Values("data", strategy.Data, searched.Data),
            Expert = Values("expert", strategy.Expert, searched.Expert),
            Batch = Values("batch", (int)scenario.Workload.Batch, searched.Batch),
            Weights = given.Contains("weights") ? [] : searched.Weights,
        };
    }
}
