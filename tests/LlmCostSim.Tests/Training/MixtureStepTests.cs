using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>A published training step of a mixture that no constant was fitted to.</summary>
public class MixtureStepTests
{
    /// <summary>
    /// Megatron-Core's <c>moe/README.md</c> (NVIDIA/Megatron-LM, git 022bcb5a): 468 TFLOP/s per accelerator for Mixtral 8x7B in bf16, and its best mapping on 64 H100 with 8 × 400 Gbit/s per node:
    /// 4,096 tokens, expert 8, pipeline 4, eight virtual stages, micro-batch 1, batch 256. Megatron counts attention without halving it.
    /// </summary>
    [Fact]
    public void Estimate_Mixtral8x7BOn64H100_IsWithin5PercentOfThePublishedRate()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 64, 8, 3200);
        var estimate = new TrainingEstimator(ModelCatalog.Default.Get("mixtral-8x7b").Spec, cluster, StackCatalog.Default.Get("megatron-core")).Estimate(
            new TrainingStrategy
            {
                Layout = new ParallelLayout { Pipeline = 4, VirtualStages = 8, Data = 16, Expert = 8 },
                Schedule = PipelineSchedule.Interleaved,
                Sharding = Sharding.Zero1,
            },
            new TrainingWorkload(4096, 256),
            causalHalved: false);
        var rate = estimate.TokensPerStep / estimate.Step.Total.TotalSeconds / 64 * estimate.ModelFlopsPerToken.TotalTera;
        Assert.InRange(rate / 468, 0.95, 1.05);
        Assert.True(estimate.Memory.Total <= cluster.Accelerator.UsableMemory);
    }
}
