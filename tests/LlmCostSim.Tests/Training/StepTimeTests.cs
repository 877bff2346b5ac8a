using FsCheck;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.TrainingSteps;

namespace LlmCostSim.Tests.Training;

/// <summary>Laws of step time; what published simulators got wrong is in <see cref="KnownDefectsTests"/>.</summary>
public class StepTimeTests
{
    [Property(MaxTest = 100)]
    public void Estimate_ExpertsLessBalanced_NeverFasterNorSmaller(byte more)
    {
        var model = ModelCatalog.Default.Get("mixtral-8x7b").Spec;
        var even = new ParallelLayout { Data = 8, Expert = 8 };
        var (estimator, strategy) = Plan(model, even, Sharding.Zero1, RecomputeKind.None, 64, 800);
        var balanced = estimator.Estimate(strategy, Workload);
        var crowded = estimator.Estimate(strategy with { Layout = even with { ExpertImbalance = 1 + (more / 64.0) } }, Workload);
        Assert.True(crowded.Step.Total >= balanced.Step.Total);
        Assert.True(crowded.Memory.Total >= balanced.Memory.Total);
        Assert.Equal(balanced.ModelFlopsPerToken, crowded.ModelFlopsPerToken);
    }

    [Fact]
    public void Estimate_HeadOfMisalignedWidth_TakesLongerUnlessTheFrameworkPads()
    {
        var model = ModelCatalog.Default.Get("opt-13b").Spec;
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8, 8, 800);
        double Ratio(string stack) => Seconds(stack, model with { Vocabulary = 50257 }) / Seconds(stack, model with { Vocabulary = 50304 });
        double Seconds(string stack, ModelSpec of) =>
            new TrainingEstimator(of, cluster, StackCatalog.Default.Get(stack))
                .Estimate(new TrainingStrategy { Layout = new ParallelLayout { Data = 8 } }, Workload)
                .Step.Forward.TotalSeconds;
        Assert.InRange(Ratio("huggingface"), 1.01, 1.2);
        Assert.InRange(Ratio("megatron"), 0.99, 1.005);
    }

    [Fact]
    public void Estimate_InputGradientsReducedBehindWeightGradients_ExposesHalfTheTensorParallelTime()
    {
        var stack = StackCatalog.Default.Get("megatron-deepspeed");
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8, 8, 800);
        var model = ModelCatalog.Default.Get("opt-13b").Spec;
        var strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout { Tensor = 8 },
            MicroBatch = 4,
        };
        double Exposed(bool behind) =>
            new TrainingEstimator(model, cluster, stack with { Training = stack.Training with { TensorGradientOverlap = behind } })
                .Estimate(strategy, Workload)
                .Step.TensorParallel.TotalSeconds;
        Assert.InRange(Exposed(behind: true) / Exposed(behind: false), 0.45, 0.6);
    }

    [Property]
    public void Estimate_Replay_AgreesWhereStagesAreEqualEnough(PositiveInt pipeline, PositiveInt microBatches)
    {
        var layout = new ParallelLayout { Tensor = 8, Pipeline = 1 << (pipeline.Get % 4) };
        var (estimator, strategy) = Plan(
            ModelCatalog.Default.Get("gpt3-175b").Spec,
            layout,
            Sharding.None,
            RecomputeKind.Full,
            (int)layout.Ranks,
            800
        );
        var workload = new TrainingWorkload(2048, layout.Pipeline + (microBatches.Get % 32));
        var step = estimator.Estimate(strategy, workload).Step;
        var pipelined = step.Total - step.DataParallel - step.Optimizer - step.Offload - step.Other;
        Assert.InRange(estimator.Replay(strategy, workload).Makespan / pipelined.TotalSeconds, 0.97, 1.03);
    }

    [Fact]
    public void Estimate_KnownParts_AllocatesNothing()
    {
        var layout = new ParallelLayout
        {
            Tensor = 8,
            SequenceParallel = true,
            Pipeline = 8,
            Data = 2,
        };
        var (estimator, strategy) = Plan(
            ModelCatalog.Default.Get("gpt3-175b").Spec,
            layout,
            Sharding.Zero1,
            RecomputeKind.Selective,
            128,
            1600
        );
        Allocations.None(() => estimator.Estimate(strategy, Workload));
    }

    /// <summary>A step reads and writes its moments in the format in which memory holds them.</summary>
    [Fact]
    public void Optimizer_SixteenBitMoments_SaveTheirTraffic()
    {
        var (estimator, plan) = TrainingSteps.Plan(
            ModelCatalog.Default.Get("llama-7b").Spec,
            new ParallelLayout(),
            Sharding.None,
            RecomputeKind.None,
            1,
            800
        );
        var wide = estimator.Estimate(plan, new TrainingWorkload(2048, 1));
        var narrow = estimator.Estimate(plan with { Precision = plan.Precision with { StateBytes = 2 } }, new TrainingWorkload(2048, 1));
        var saved = wide.Memory.Optimizer - narrow.Memory.Optimizer;
        Assert.Equal(4 * wide.Parameters, saved.TotalBytes);
        Assert.InRange((wide.Step.Optimizer - narrow.Step.Optimizer) / (2 * saved / estimator.Cluster.Accelerator.MemoryBandwidth), 1, 1.3);
    }

    /// <summary>
    /// A metric of the training batch reads the logits, writes log-probabilities and reads them: three passes of two bytes.
    /// </summary>
    [Fact]
    public void LossMetrics_OfABatch_ArePassesOverTheLogits()
    {
        var model = ModelCatalog.Default.Get("mpt-7b").Spec;
        var stack = StackCatalog.Default.Get("llm-foundry-fsdp");
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 1);
        double Forward(int metrics) =>
            new TrainingEstimator(model, cluster, stack with { Training = stack.Training with { LossMetrics = metrics } })
                .Estimate(new TrainingStrategy { MicroBatch = 8 }, new TrainingWorkload(2048, 8))
                .Step.Forward.TotalSeconds;
        var pass =
            2.0 * 8 * 2048 * model.Vocabulary * stack.Training.ElementwiseFactor / cluster.Accelerator.MemoryBandwidth.BytesPerSecond;
        Assert.InRange((Forward(2) - Forward(0)) / (6 * pass), 0.9, 1.3);
    }
}
