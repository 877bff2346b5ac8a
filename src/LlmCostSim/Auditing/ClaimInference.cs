using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Auditing;

/// <summary>Reads <c>strategy</c> and <c>workload</c> of a claim about inference, in which anything may be missing.</summary>
internal static class ClaimInference
{
    private static readonly string[] Division = ["tensor", "pipeline", "expert", "attentionData", "data"];

    public static Claim Read(JsonObjectInput root, Claim claim, ScenarioReader scenarios)
    {
        var given = root.Member("strategy")?.AsObject();
        var states = given is not null && Array.Exists(Division, given.Has);
        var job = InferenceInput.Read(
            root,
            scenarios,
            claim.Model,
            claim.Cluster,
            new AssumedDefaults(),
            searched: !states,
            workloadRequired: false
        );
        return claim with
        {
            Inference = job is null || states ? job : job with { Strategy = MostDivided(job.Strategy, job.Model, job.Cluster) },
            StatesServedWorkload = root.Has("workload"),
        };
    }

    /// <summary>
    /// The layout that divides weights and cache over as many accelerators as it can: where a claim states none, it may be this one.
    /// </summary>
    private static InferenceStrategy MostDivided(in InferenceStrategy strategy, ModelSpec model, Cluster cluster)
    {
        var tensor = Largest(
            Math.Min(cluster.PerNode, cluster.Count),
            ranks => cluster.Count % ranks == 0 && model.Attention.Heads % ranks == 0
        );
        var pipeline = Largest(Math.Min(cluster.Count / tensor, model.Layers), stages => cluster.Count / tensor % stages == 0);
        return strategy with { Tensor = tensor, Pipeline = pipeline, Data = cluster.Count / tensor / pipeline };
    }

    private static int Largest(int most, Func<int, bool> fits)
    {
        var number = most;
        while (!fits(number))
        {
            number--;
        }

        return number;
    }
}
