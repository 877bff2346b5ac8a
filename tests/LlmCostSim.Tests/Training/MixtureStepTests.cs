using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Training;

/// <summary>A published training step of a mixture that no constant was fitted to.</summary>
public class MixtureStepTests
{
    /// <summary>
    /// Megatron-Core's <c>moe/README.md</c> (NVIDIA/Megatron-LM, git 022bcb5a): 468 TFLOP/s per accelerator for Mixtral 8x7B in bf16, and
    /// its best mapping on 64 H100 with 8 × 400 Gbit/s per node: 4,096 tokens, expert 8, pipeline 4, eight virtual stages, micro-batch 1,
    /// batch 256. Megatron counts attention without halving it.
    /// </summary>
    [Fact]
    public void Estimate_Mixtral8x7BOn64H100_IsWithin5PercentOfThePublishedRate()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 64, 8, 3200);
        var estimate = new TrainingEstimator(
            ModelCatalog.Default.Get("mixtral-8x7b").Spec,
            cluster,
            StackCatalog.Default.Get("megatron-core")
        ).Estimate(
            new TrainingStrategy
            {
                Layout = new ParallelLayout
                {
                    Pipeline = 4,
                    VirtualStages = 8,
                    Data = 16,
                    Expert = 8,
                },
                Schedule = PipelineSchedule.Interleaved,
                Sharding = Sharding.Zero1,
            },
            new TrainingWorkload(4096, 256),
            causalHalved: false
        );
        var rate = estimate.TokensPerStep / estimate.Step.Total.TotalSeconds / 64 * estimate.ModelFlopsPerToken.TotalTera;
        Assert.InRange(rate / 468, 0.95, 1.05);
        Assert.True(estimate.Memory.Total <= cluster.Accelerator.UsableMemory);
    }

    /// <summary>Every mixture layer waits once per micro-batch for its router's counts; dense layers do not.</summary>
    [Theory]
    [InlineData("mixtral-8x7b", 32)]
    [InlineData("llama-2-7b", 0)]
    public void Routing_OfEveryMixtureLayer_LengthensTheStep(string model, int mixtureLayers)
    {
        var wait = 4e-3;
        var longer =
            Step(model, pace => pace with { Routing = Duration.FromSeconds(wait) })
            - Step(model, pace => pace with { Routing = Duration.Zero });
        // The host's own pace hides a little of what the device waits.
        Assert.InRange(longer, 0.9 * mixtureLayers * wait, (1.001 * mixtureLayers * wait) + 1e-12);
    }

    /// <summary>
    /// Cold weights are read for both products and added to in fp32: 2 + 2 + 8 bytes a parameter of the experts on the rank.
    /// </summary>
    [Fact]
    public void ColdGroups_OfAMixture_AddTheTrafficOfTheirWeights()
    {
        var model = ModelCatalog.Default.Get("mixtral-8x7b").Spec;
        var experts = 3.0 * model.Layers * model.Mixture!.Experts * model.HiddenSize * model.Mixture.ExpertSize;
        var bandwidth = HardwareCatalog.Default.Get("H100-SXM-80GB").MemoryBandwidth.BytesPerSecond;
        var longer =
            Step("mixtral-8x7b", pace => pace with { ColdGroupShare = 1 }) - Step("mixtral-8x7b", pace => pace with { ColdGroupShare = 0 });
        Assert.InRange(longer / (12 * experts / bandwidth), 0.95, 1.3);
    }

    private static double Step(string model, Func<TrainingPace, TrainingPace> change)
    {
        var stack = StackCatalog.Default.Get("megatron-core");
        var estimator = new TrainingEstimator(
            ModelCatalog.Default.Get(model).Spec,
            Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 1),
            stack with
            {
                Training = change(stack.Training),
            }
        );
        return estimator.Estimate(new TrainingStrategy { MicroBatch = 4 }, new TrainingWorkload(4096, 4)).Step.Total.TotalSeconds;
    }
}
