using LlmCostSim.Input;
using LlmCostSim.Scenarios;

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
            Inference = job is null || states ? job : MostDivided(job),
            StatesServedWorkload = root.Has("workload"),
        };
    }

    /// <summary>
    /// The layout that divides weights and cache over as many accelerators as it can: where a claim states none, it may be this one.
    /// Accelerators that it has no use for stand idle.
    /// </summary>
    private static InferenceScenario MostDivided(InferenceScenario job)
    {
        var (count, perNode) = (job.Cluster.Count, job.Cluster.PerNode);
        var tensor = Largest(Math.Min(perNode, count), ranks => job.Model.Attention.Heads % ranks == 0);
        var pipeline = Math.Min(count / tensor, job.Model.Layers);
        var data = count / tensor / pipeline;
        return job with
        {
            Strategy = job.Strategy with { Tensor = tensor, Pipeline = pipeline, Data = data },
            Cluster = job.Cluster with { Count = tensor * pipeline * data },
        };
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
