using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Inference;

/// <summary>What load tests show of continuous batching in closed form: the common start, waves, equal prompts.</summary>
public sealed class ContinuousBatchingTests
{
    private static readonly InferenceEngine Plain = EngineCatalog.Default.Get("vllm") with
    {
        AdmissionHost = default,
        TokenHost = default,
        PromptTokenHost = default,
    };

    private static InferenceEstimator Estimator(InferenceEngine engine, string model = "llama-3.1-8b") =>
        new(ModelCatalog.Default.Get(model).Spec, Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 1), engine);

    [Property(MaxTest = 60)]
    public void Closed_MoreRequestsInTheRun_TheStartCountsLess(byte concurrency, Seed input, Seed output, byte times)
    {
        var estimator = Estimator(Plain);
        ServingEstimate Run(double requests) =>
            estimator.Estimate(
                new InferenceStrategy(),
                new ServingLoad(ServingLoadKind.Closed, 2 + (concurrency % 60), 1 + input.Below(4000), 2 + output.Below(1000), requests)
            );
        var (few, many, forever) = (Run(1000), Run(1000.0 * (2 + times)), Run(0));
        Assert.True(many.TimeToFirstToken <= few.TimeToFirstToken);
        Assert.True(forever.TimeToFirstToken < many.TimeToFirstToken);
        Assert.Equal(few.OutputTokensPerSecond, forever.OutputTokensPerSecond, 9);
    }

    /// <summary>
    /// Prompts that have steps of their own read the weights once more: first tokens wait longer, and from start to end nothing is gained.
    /// </summary>
    [Property(MaxTest = 60)]
    public void Closed_PromptsFirst_TakesNoLessThanMixed(byte concurrency, Seed input, Seed output)
    {
        var load = new ServingLoad(ServingLoadKind.Closed, 2 + (concurrency % 60), 1 + input.Below(4000), 2 + output.Below(1000));
        var mixed = Estimator(Plain).Estimate(new InferenceStrategy(), load);
        var waves = Estimator(Plain with { Batching = BatchingPolicy.PromptFirst }).Estimate(new InferenceStrategy(), load);
        double All(ServingEstimate estimate) =>
            estimate.TimeToFirstToken.TotalSeconds + (load.OutputTokens * estimate.TimePerOutputToken.TotalSeconds);
        Assert.True(waves.TimeToFirstToken > mixed.TimeToFirstToken);
        Assert.True(All(waves) >= All(mixed) * (1 - 1e-9));
    }

    /// <summary>
    /// A process to the clients that keeps up in the mean, but not with steps that no prompt joins: 32 of 1000 steps have a prompt, in each
    /// of the others it falls behind by a fifth of a step. First tokens wait for that, and from start to end nothing changes.
    /// </summary>
    [Fact]
    public void Closed_TokensComeFasterThanTheyAreSent_FirstTokensWaitForThoseBefore()
    {
        var load = new ServingLoad(ServingLoadKind.Closed, 32, 4000, 1000);
        var step = Estimator(Plain).Generate(new InferenceStrategy(), 32, 4500);
        var free = Estimator(Plain).Estimate(new InferenceStrategy(), load);
        var busy = Estimator(Plain with { TokenHost = Duration.FromSeconds(1.2 * step / 32) }).Estimate(new InferenceStrategy(), load);
        var behind = (1000 - 32) * 0.2 * step;
        Assert.Equal(behind, (busy.TimeToFirstToken - free.TimeToFirstToken).TotalSeconds, 9);
        Assert.Equal(behind / 1000, (free.TimePerOutputToken - busy.TimePerOutputToken).TotalSeconds, 9);
        Assert.Equal(free.OutputTokensPerSecond, busy.OutputTokensPerSecond, 9);
    }

    /// <summary>
    /// A process that takes in all 64 requests one after the other, and each for so long that the engine waits for it: the last one is taken
    /// in when the round ends. The mean request waits for half of the others, which is all that it waits for.
    /// </summary>
    [Fact]
    public void Closed_RequestsAreTakenInMoreSlowlyThanAnswered_EachWaitsForTheOthersOnce()
    {
        var load = new ServingLoad(ServingLoadKind.Closed, 64, 16, 2);
        var engine = Plain with { Batching = BatchingPolicy.PromptFirst };
        var free = Estimator(engine).Estimate(new InferenceStrategy(), load).TimeToFirstToken.TotalSeconds;
        var slow = Estimator(engine with { AdmissionHost = Duration.FromSeconds(1) }).Estimate(new InferenceStrategy(), load);
        Assert.InRange(slow.TimeToFirstToken.TotalSeconds - free, 32, 33);
        Assert.Equal(2, slow.OutputTokensPerSecond, 9);
    }

    [Fact]
    public void Generate_EqualTokens_ReachTheExpertsOfOne()
    {
        var estimator = Estimator(EngineCatalog.Default.Get("tensorrt-llm-0.8"), "mixtral-8x7b");
        var weights = new InferenceStrategy { Weights = NumberFormat.Fp8, WeightBits = 8 };
        var (one, apart, equal) = (
            estimator.Generate(weights, 1, 1),
            estimator.Generate(weights, 64, 1),
            estimator.Generate(weights with { EqualTokens = true }, 64, 1)
        );
        // Two of eight experts instead of all: their weights are most of what a step reads.
        Assert.True(equal < apart / 2);
        Assert.InRange(equal / one, 1, 1.5);
    }

    [Fact]
    public void MaxContext_CacheThatAWindowBounds_IsTheModelsPositions()
    {
        var model = ModelCatalog.Default.Get("mistral-7b").Spec;
        Assert.Equal(
            model.MaxSequence,
            Estimator(Plain, "mistral-7b").Estimate(new InferenceStrategy(), new InferenceWorkload(4, 1000, 100)).MaxContext
        );
    }
}
