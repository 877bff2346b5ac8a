using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>
/// Writes down the legal layouts of a search over ways to serve, in a fixed order: cluster, weights, tensor, pipeline, experts. Batches
/// follow within each.
/// </summary>
internal sealed class InferenceEnumeration
{
    private readonly InferencePlanRequest request;
    private readonly ModelSpec model;
    private readonly List<InferenceScenario> layouts = [];
    private readonly RuleCounts illegal = new();

    private InferenceEnumeration(InferencePlanRequest request) => (this.request, model) = (request, request.Scenario.Model);

    public IReadOnlyList<InferenceScenario> Layouts => layouts;

    public IReadOnlyList<(string Reason, long Layouts)> Illegal => illegal.All;

    public static InferenceEnumeration Of(InferencePlanRequest request)
    {
        var enumeration = new InferenceEnumeration(request);
        foreach (var cluster in request.Clusters)
        {
            foreach (var weights in request.Space.Weights.DefaultIfEmpty(request.Scenario.WeightFormat))
            {
                enumeration.AddLayouts(
                    SearchedScenario.On(request.Scenario, cluster, request.Prices) with
                    {
                        WeightFormat = weights,
                        Strategy = WeightFormats.In(request.Scenario.Strategy, request.Scenario.Model, weights),
                    }
                );
            }
        }

        return enumeration;
    }

    /// <summary>The batches of a layout, smallest first.</summary>
    public static IEnumerable<InferenceScenario> Batches(InferencePlanRequest request, InferenceScenario layout) =>
        layout.Concurrency > 0
            ? [layout with { Workload = layout.Workload with { Batch = Math.Ceiling(layout.Concurrency / layout.Strategy.Data) } }]
            : request.Space.Batch.Order().Select(batch => layout with { Workload = layout.Workload with { Batch = batch } });

    private void AddLayouts(InferenceScenario scenario)
    {
        var (space, count) = (request.Space, scenario.Cluster.Count);
        foreach (var tensor in Choices(space.Tensor, PlanEnumeration.Divisors(count, scenario.Cluster.PerNode)))
        {
            foreach (var pipeline in Choices(space.Pipeline, PlanEnumeration.Divisors(count / Math.Min(tensor, count), model.Layers)))
            {
                var ranks = (long)tensor * pipeline;
                var data = (int)(count / ranks);
                if (ranks * data != count || (space.Data.Count > 0 && !space.Data.Contains(data)))
                {
                    continue;
                }

                foreach (var expert in Choices(space.Expert, PlanEnumeration.Divisors(model.Mixture?.Experts ?? 1, (int)ranks)))
                {
                    AddLegal(
                        scenario with
                        {
                            Strategy = scenario.Strategy with { Tensor = tensor, Pipeline = pipeline, Expert = expert, Data = data },
                        }
                    );
                }
            }
        }
    }

    private void AddLegal(InferenceScenario scenario)
    {
        if (InferenceReporter.Rules(scenario) is [var reason, ..])
        {
            illegal.Add(reason);
            return;
        }

        layouts.Add(scenario);
    }

    private static IEnumerable<int> Choices(IReadOnlyList<int> given, IEnumerable<int> standard) => given.Count > 0 ? given : standard;
}
