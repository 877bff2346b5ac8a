using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Auditing;

/// <summary>Reads <c>cluster</c>, <c>strategy</c> and <c>workload</c> of a claim, in which anything may be missing.</summary>
internal static class ClaimParts
{
    public static Claim ReadCluster(JsonObjectInput root, Claim claim, ScenarioReader scenarios)
    {
        if (root.Member("cluster")?.AsObject() is not { } input)
        {
            return claim;
        }

        if (input.Has("name") || (input.Has("accelerator") && input.Has("count")))
        {
            var cluster = ClusterInput.Read(root, scenarios, new AssumedDefaults());
            return claim with { Cluster = cluster, Accelerator = cluster?.Accelerator, Count = cluster?.Count };
        }

        var accelerator = input.Member("accelerator") is { } name
            ? ClusterInput.ReadAccelerator(name, scenarios, new AssumedDefaults())
            : null;
        var count = input.Int("count", 1, ClusterInput.MostAccelerators);
        input.Int("perNode", 1, ClusterInput.MostPerNode);
        input.Quantity("networkGbpsPerNode", QuantityKind.ByteRate);
        input.Close();
        return claim with { Accelerator = accelerator, Count = count };
    }

    public static Claim ReadStrategy(JsonObjectInput root, Claim claim)
    {
        if (root.Member("strategy")?.AsObject() is not { } given)
        {
            return claim;
        }

        var before = root.Problems.Count;
        var stated = new StatedStrategy
        {
            Sharding = given.Has("sharding"),
            MicroBatch = given.Has("microBatch"),
            Recompute = given.Has("recompute"),
            Precision = given.Has("precision"),
            Expert = given.Has("expert"),
            Optimizer = given.Has("optimizer"),
            Framework = given.Has("framework"),
            AdapterOrOffload = given.Has("adapter") || given.Has("offload"),
        };

        // Without the cluster: a product that does not match its size is a finding here, not a problem of the file.
        var (strategy, framework) = StrategyInput.Read(root, null, new AssumedDefaults());
        if (root.Problems.Count != before)
        {
            return claim;
        }

        var layout = strategy.Layout;
        stated = stated with
        {
            Tensor = given.Has("tensor") ? layout.Tensor : null,
            Pipeline = given.Has("pipeline") ? layout.Pipeline : null,
            Data = given.Has("data") ? layout.Data : null,
            Context = given.Has("context") ? layout.Context : null,
        };
        if (!stated.Precision && claim.Accelerator is { Peak.Bf16: null, Peak.Fp16: not null })
        {
            strategy = strategy with { Precision = PrecisionRecipe.For(framework, NumberFormat.Fp16) };
        }

        return claim with
        {
            Strategy = strategy,
            Stated = stated,
            Framework = framework,
        };
    }

    public static Claim ReadWorkload(JsonObjectInput root, Claim claim)
    {
        if (root.Member("workload")?.AsObject() is not { } input)
        {
            return claim;
        }

        var length = input.Int("sequenceLength", 1, WorkloadInput.LongestSequence);
        claim = claim with
        {
            SequenceLength = length,
            GlobalBatch = input.Int("globalBatch", 1, WorkloadInput.MostSequences),
            EncoderLength = input.Int("encoderLength", 1, WorkloadInput.LongestSequence),
            WorkloadTokens = input.Number("tokens", 1, WorkloadInput.MostTokens),
            FineTuning = GivenExamples.Read(input).Data,
        };
        input.Close();
        return claim;
    }
}
