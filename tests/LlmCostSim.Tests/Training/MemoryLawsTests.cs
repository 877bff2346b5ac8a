using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>Laws that memory obeys whatever the model and layout.</summary>
public class MemoryLawsTests
{
    private static readonly string[] Names =
    [
        "llama-2-7b",
        "llama-3-8b",
        "mistral-7b-v0.1",
        "falcon-7b",
        "phi-2",
        "gemma-2b",
        "gpt-neox-20b",
        "bloom-7b1",
        "mixtral-8x7b",
        "deepseek-v2",
    ];

    private static readonly Cluster Cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 64);

    [Property]
    public void Placement_AnyLayout_EverySurplusIsNamed(byte model, byte tensor, byte pipeline)
    {
        var spec = Model(model);
        var (t, p) = (1 << (tensor % 4), 1 + (pipeline % 4));
        var placement = ParameterPlacement.Of(spec, t, p);
        Assert.Equal(ParameterCount.Total(spec), placement.Distinct);
        Assert.True(placement.Replicated >= 0 && placement.TiedCopies >= 0 && placement.Padding >= 0);
        Assert.True(t > 1 || placement.Replicated == 0);
        Assert.True((spec.TiedEmbeddings && p > 1) || placement.TiedCopies == 0);
        Assert.Equal(placement.Held, HeldByStages(spec, t, p), 1.0);
    }

    [Property]
    public void Sharded_MoreDataRanks_NeverHoldMore(byte model, byte sharding, byte data, byte more)
    {
        var kind = new[] { Sharding.Zero1, Sharding.Zero2, Sharding.Zero3, Sharding.FsdpFull }[sharding % 4];
        var (few, many) = (1 + (data % 32), 1 + (data % 32) + (more % 32));
        var small = States(Model(model), Plan(kind, few));
        var large = States(Model(model), Plan(kind, many));
        Assert.True(large.Weights <= small.Weights);
        Assert.True(large.Gradients <= small.Gradients);
        Assert.True(large.Optimizer <= small.Optimizer);
    }

    [Property]
    public void SequenceParallel_MoreTensorRanks_NeverRaisesWeightsOrActivations(byte model, byte recompute, byte tensor)
    {
        var spec = Model(model);
        var t = 1 << (tensor % 3);
        var small = Tensors(spec, t, recompute);
        var large = Tensors(spec, t * 2, recompute);
        Assert.True(large.Base <= small.Base);
        Assert.True(large.Kept <= small.Kept, $"{spec.Id} {t}: {large.Kept} > {small.Kept}");
    }

    [Property]
    public void Peak_LongerOrMore_IsNeverLess(byte model, byte recompute, Seed length, byte batch)
    {
        var estimator = new TrainingEstimator(Model(model), Cluster, StackCatalog.Default.Get("huggingface"));
        var plan = Plan(Sharding.None, 1) with
        {
            MicroBatch = 1 + (batch % 4),
            Recompute = new RecomputePolicy((RecomputeKind)(recompute % 3)),
        };
        var sequence = 128 + length.Below(4096);
        var small = estimator.Estimate(plan, new TrainingWorkload(sequence, 16)).Memory;
        Assert.True(estimator.Estimate(plan, new TrainingWorkload(sequence + 64, 16)).Memory.Total >= small.Total);
        Assert.True(
            estimator.Estimate(plan with { MicroBatch = plan.MicroBatch + 1 }, new TrainingWorkload(sequence, 240)).Memory.Total
                >= estimator.Estimate(plan, new TrainingWorkload(sequence, 240)).Memory.Total
        );
        Assert.Equal(
            small.Total.TotalBytes,
            (
                small.Weights + small.Gradients + small.Optimizer + small.Activations + small.Logits + small.Temporary + small.Overhead
            ).TotalBytes,
            1.0
        );
    }

    [Property]
    public void Adapters_QloraLoraFull_NeedMoreInThisOrder(byte model, byte rank)
    {
        var spec = Model(model);
        var estimator = new TrainingEstimator(spec, Cluster, StackCatalog.Default.Get("huggingface"));
        var full = Plan(Sharding.None, 1) with { Recompute = new RecomputePolicy(RecomputeKind.Full) };
        var r = 4 << (rank % 4);
        var lora = full with { Adapter = new AdapterSpec(AdapterKind.Lora, r, AdapterTargets.AllLinear) };
        var qlora = full with { Adapter = new AdapterSpec(AdapterKind.Qlora, r, AdapterTargets.AllLinear, WeightQuantization.Nf4, true) };
        var workload = new TrainingWorkload(512, 8);
        Assert.True(estimator.Estimate(qlora, workload).Memory.Total < estimator.Estimate(lora, workload).Memory.Total);
        Assert.True(estimator.Estimate(lora, workload).Memory.Total < estimator.Estimate(full, workload).Memory.Total);
    }

    [Property]
    public void Stages_ThatAreSkipped_NeverNeedMore(byte model, byte pipeline, byte schedule, byte recompute)
    {
        var spec = Model(model);
        var plan = new TrainingStrategy
        {
            Layout = new ParallelLayout { Pipeline = 2 + (pipeline % 12) },
            Schedule = (PipelineSchedule)(schedule % 6),
            Recompute = new RecomputePolicy((RecomputeKind)(recompute % 3)),
        };
        var stack = StackCatalog.Default.Get("megatron");
        var options = LoweringOptions.For(plan, new TrainingWorkload(2048, 16), stack);
        double most = 0;
        var next = 0;
        for (var stage = 0; stage < plan.Layout.Pipeline; stage++)
        {
            var total = StageMemory.Of(spec, options, plan, stack, stage, 16).Memory.Total.TotalBytes;
            Assert.True(total <= most || stage == next);
            most = Math.Max(most, total);
            next = stage == next ? stage + PipelineSplit.EqualFrom(spec, plan, stage) : next;
        }
    }

    [Fact]
    public void DualPipe_HoldsTheMirroredStage_Too()
    {
        var estimator = new TrainingEstimator(
            ModelCatalog.Default.Get("llama-2-7b").Spec,
            Cluster,
            StackCatalog.Default.Get("megatron-core")
        );
        var plan = new TrainingStrategy { Layout = new ParallelLayout { Pipeline = 4 } };
        var workload = new TrainingWorkload(2048, 16);
        var one = estimator.Estimate(plan, workload).Memory.Weights;
        var both = estimator.Estimate(plan with { Schedule = PipelineSchedule.DualPipe }, workload).Memory.Weights;
        Assert.InRange(both / one, 1.9, 2.1);
    }

    [Fact]
    public void Hybrid_OnEightNodes_ShardsWithinOneOnly()
    {
        var model = ModelCatalog.Default.Get("llama-2-7b").Spec;
        var hybrid = new ModelStates(
            StageTensors.Of(model, new LoweringOptions(), Plan(Sharding.Hsdp, 64), TensorRetention.None, 0),
            Plan(Sharding.Hsdp, 64),
            new MemoryConstants(),
            model.HiddenSize,
            perNode: 8
        );
        Assert.Equal(States(model, Plan(Sharding.FsdpFull, 8)).Weights, hybrid.Weights);
    }

    [Fact]
    public void Memory_Evaluated_AllocatesNothing()
    {
        var model = ModelCatalog.Default.Get("llama-2-7b").Spec;
        var stack = StackCatalog.Default.Get("megatron-core");
        var plan = Plan(Sharding.Zero1, 4) with
        {
            Layout = new ParallelLayout
            {
                Tensor = 2,
                Pipeline = 4,
                Data = 4,
                SequenceParallel = true,
            },
        };
        var options = LoweringOptions.For(plan, new TrainingWorkload(4096, 64), stack);
        Allocations.None(() =>
        {
            for (var stage = 0; stage < plan.Layout.Pipeline; stage++)
            {
                StageMemory.Of(model, options, plan, stack, stage, 16);
            }
        });
    }

    private static ModelSpec Model(byte index) => ModelCatalog.Default.Get(Names[index % Names.Length]).Spec;

    private static TrainingStrategy Plan(Sharding sharding, int data) =>
        new()
        {
            Sharding = sharding,
            Layout = new ParallelLayout { Data = data },
        };

    private static ModelStates States(ModelSpec model, in TrainingStrategy plan) =>
        new(StageTensors.Of(model, new LoweringOptions(), plan, TensorRetention.None, 0), plan, new MemoryConstants(), model.HiddenSize);

    private static StageTensors Tensors(ModelSpec model, int tensor, byte recompute)
    {
        var plan = new TrainingStrategy
        {
            Layout = new ParallelLayout { Tensor = tensor, SequenceParallel = true },
            Recompute = new RecomputePolicy((RecomputeKind)(recompute % 3)),
        };
        return StageTensors.Of(model, new LoweringOptions { Tensor = tensor, SequenceParallel = true }, plan, TensorRetention.None, 0);
    }

    private static double HeldByStages(ModelSpec model, int tensor, int pipeline)
    {
        var plan = new TrainingStrategy
        {
            Layout = new ParallelLayout { Tensor = tensor, Pipeline = pipeline },
        };
        double held = 0;
        for (var stage = 0; stage < pipeline; stage++)
        {
            held += tensor * StageTensors.Of(model, new LoweringOptions { Tensor = tensor }, plan, TensorRetention.None, stage).Base;
        }

        return held;
    }
}
