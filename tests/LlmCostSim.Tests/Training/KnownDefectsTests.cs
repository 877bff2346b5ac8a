using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.TrainingSteps;

namespace LlmCostSim.Tests.Training;

/// <summary>What published training simulators got wrong, one test for each defect, so that it cannot come in here.</summary>
public class KnownDefectsTests
{
    /// <summary>A pipeline bubble exists: eight stages and eight micro-batches wait 7/15 of the step.</summary>
    [Fact]
    public void Pipeline_FewMicroBatches_HasABubble()
    {
        var step = Step("gpt3-175b", new ParallelLayout { Tensor = 8, Pipeline = 8 }, workload: new TrainingWorkload(2048, 8));
        Assert.InRange(step.PipelineBubble / step.Total, 0.35, 0.5);
    }

    /// <summary>ZeRO-3 gathers the share of a tensor rank, not the whole model.</summary>
    [Fact]
    public void Zero3Gathers_WithTensorParallelism_AreDividedByIt()
    {
        // Within a node, where groups do not share cards.
        var whole = Step("llama2-70b", new ParallelLayout { Data = 2 }, Sharding.Zero3, gpus: 8);
        var divided = Step("llama2-70b", new ParallelLayout { Tensor = 4, Data = 2 }, Sharding.Zero3, gpus: 8);
        Assert.True(divided.DataParallel < 0.3 * whole.DataParallel);
    }

    /// <summary>Without ZeRO only gradients travel, once.</summary>
    [Fact]
    public void ZeroOff_AnyMicroBatches_GathersNothing()
    {
        var none = Step("opt-13b", new ParallelLayout { Data = 64 }, Sharding.None);
        var sharded = Step("opt-13b", new ParallelLayout { Data = 64 }, Sharding.Zero3);
        Assert.True(none.DataParallel < sharded.DataParallel);
        Assert.Equal(0, Step("opt-13b", new ParallelLayout()).DataParallel.TotalSeconds);
        // However many micro-batches: gradients travel once.
        var more = Step("opt-13b", new ParallelLayout { Data = 64 }, workload: new TrainingWorkload(2048, 512));
        Assert.Equal(none.DataParallel.TotalSeconds, more.DataParallel.TotalSeconds, 9);
    }

    /// <summary>
    /// FLOPs of a mixture count the experts that a token passes: six more per parameter of each further one, forward and backward.
    /// </summary>
    [Fact]
    public void MixtureFlops_OneMoreExpertPerToken_CountItOnce()
    {
        var model = ModelCatalog.Default.Get("mixtral-8x7b").Spec;
        var one = FlopsPerToken(model with { Mixture = model.Mixture! with { ExpertsPerToken = 1 } });
        var two = FlopsPerToken(model with { Mixture = model.Mixture! with { ExpertsPerToken = 2 } });
        var expert = 3.0 * model.HiddenSize * model.Mixture!.ExpertSize * model.Layers;
        Assert.Equal(6 * expert, two - one, 1e-6 * expert);
    }

    /// <summary>Time and exchange of a mixture, too.</summary>
    [Fact]
    public void MixtureTime_MoreExpertsPerToken_IsPaidForEach()
    {
        var model = ModelCatalog.Default.Get("mixtral-8x7b").Spec;
        var layout = new ParallelLayout { Data = 8, Expert = 8 };
        var one = Step(model with { Mixture = model.Mixture! with { ExpertsPerToken = 1 } }, layout);
        var four = Step(model with { Mixture = model.Mixture! with { ExpertsPerToken = 4 } }, layout);
        Assert.True(four.Forward > 1.2 * one.Forward);
        Assert.True(four.ExpertParallel > 2 * one.ExpertParallel);
    }

    /// <summary>
    /// Full recomputation under sequence parallelism keeps checkpoints that are divided like every other activation: an eighth of each
    /// layer's input.
    /// </summary>
    [Fact]
    public void FullRecompute_WithSequenceParallelism_ShardsItsCheckpoints()
    {
        var model = ModelCatalog.Default.Get("gpt3-175b").Spec;
        double Kept(bool sequenceParallel)
        {
            var strategy = new TrainingStrategy
            {
                Layout = new ParallelLayout { Tensor = 8, SequenceParallel = sequenceParallel },
                Recompute = new RecomputePolicy(RecomputeKind.Full),
            };
            var options = LoweringOptions.For(strategy, Workload, StackCatalog.Default.Get("megatron").Fusion, TensorRetention.None);
            return StageTensors.Of(model, options, strategy, TensorRetention.None, 0).Kept;
        }

        Assert.Equal(2.0 * 2048 * model.HiddenSize * model.Layers, Kept(sequenceParallel: false), 1.0);
        Assert.Equal(Kept(sequenceParallel: false) / 8, Kept(sequenceParallel: true), 1.0);
    }

    /// <summary>The repeated forward pass has its collectives, too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FullRecompute_WithTensorParallelism_PaysItsCommunicationAgain(bool sequenceParallel)
    {
        var layout = new ParallelLayout { Tensor = 8, SequenceParallel = sequenceParallel };
        var none = Step("gpt3-175b", layout, recompute: RecomputeKind.None);
        var full = Step("gpt3-175b", layout, recompute: RecomputeKind.Full);
        // Of the backward pass the reduction hides, and under sequence parallelism the gather for the weight gradient: what waits is two
        // sums forward and none backward (twice as much again), or four halves forward and two backward (two thirds more).
        Assert.InRange(full.TensorParallel / none.TensorParallel, sequenceParallel ? 1.6 : 1.8, sequenceParallel ? 1.7 : 2);
        Assert.InRange(full.Recompute / full.Forward, 0.9, 1.0);
    }

    /// <summary>Embedding, head and loss are in memory: their weights on the stages that hold them, the logits at the loss.</summary>
    [Fact]
    public void Memory_EmbeddingsHeadAndLoss_AreInIt()
    {
        var model = ModelCatalog.Default.Get("opt-13b").Spec;
        var (small, large) = (Memory(model with { Vocabulary = 50272 }), Memory(model with { Vocabulary = 150272 }));
        Assert.Equal(2.0 * 100000 * model.HiddenSize * (model.TiedEmbeddings ? 1 : 2), (large.Weights - small.Weights).TotalBytes, 1.0);
        Assert.True(large.Logits.TotalBytes >= 2.0 * 2048 * 150272);
    }

    /// <summary>And in time: a larger vocabulary lengthens the step by at least its multiplies at the peak rate.</summary>
    [Fact]
    public void Time_EmbeddingsHeadAndLoss_AreInIt()
    {
        var model = ModelCatalog.Default.Get("opt-13b").Spec;
        var longer =
            Step(model with { Vocabulary = 256000 }, new ParallelLayout()).Total
            - Step(model with { Vocabulary = 56000 }, new ParallelLayout()).Total;
        Assert.True(longer.TotalSeconds > 6.0 * 200000 * model.HiddenSize * Workload.GlobalBatch * Workload.SequenceLength / 312e12);
    }

    /// <summary>A data-parallel group over several nodes pays the network, which all groups of a node share.</summary>
    [Fact]
    public void DataGroup_ThatSpansNodes_PaysTheSharedNetwork()
    {
        var within = Step("opt-13b", new ParallelLayout { Data = 8 });
        var across = Step("opt-13b", new ParallelLayout { Tensor = 8, Data = 8 }, gpus: 64);
        // An eighth of the gradients per rank, but eight groups on the node's cards.
        Assert.True(across.DataParallel > 0.5 * within.DataParallel);
        var faster = Step("opt-13b", new ParallelLayout { Tensor = 8, Data = 8 }, gpus: 64, networkGbps: 3200);
        Assert.True(faster.DataParallel < 0.6 * across.DataParallel);
    }

    private static double FlopsPerToken(ModelSpec model)
    {
        var (estimator, strategy) = Plan(model, new ParallelLayout { Data = 8, Expert = 8 }, Sharding.None, RecomputeKind.None, 8, 800);
        return estimator.Estimate(strategy, Workload).ModelFlopsPerToken.TotalFlops;
    }

    private static MemoryBreakdown Memory(ModelSpec model)
    {
        var (estimator, strategy) = Plan(model, new ParallelLayout(), Sharding.None, RecomputeKind.Full, 64, 800);
        return estimator.Estimate(strategy, Workload).Memory;
    }
}
