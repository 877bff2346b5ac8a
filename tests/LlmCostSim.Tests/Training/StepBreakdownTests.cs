using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Training.ByHand;

namespace LlmCostSim.Tests.Training;

/// <summary>How stages, transfers and the update add up to a step, by hand.</summary>
public class StepBreakdownTests
{
    private static readonly SoftwareStack Stack = StackCatalog.Default.Get("megatron-core") with { OptimizerExtraBytes = 6 };

    private static readonly KernelSet Kernels = KernelSet.Create(FourNodes, Stack.Libraries);

    [Theory]
    [InlineData(PipelineSchedule.Interleaved, 3, 3, 3)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 3, 1, 1)]
    [InlineData(PipelineSchedule.DualPipe, 1, 1, 2)]
    public void Chunks_OfASchedule_AreThoseOfItsModelAndTransfers(PipelineSchedule schedule, int virtualStages, int model, int transfers)
    {
        var plan = new TrainingStrategy
        {
            Schedule = schedule,
            Layout = new ParallelLayout { Pipeline = 4, VirtualStages = virtualStages },
        };
        Assert.Equal((model, transfers), (PipelineOrder.Of(plan).Chunks, PipelineOrder.Of(plan).Transfers));
    }

    /// <summary>
    /// Between stages: a micro-batch's residual stream, divided over tensor ranks; gathered in the node unless the sequence stays divided.
    /// </summary>
    [Theory]
    [InlineData(1, false, 2, 1)]
    [InlineData(2, false, 2, 1)]
    [InlineData(2, true, 2, 1)]
    [InlineData(2, false, 2, 8)]
    [InlineData(2, false, 1, 1)]
    public void Transfer_BetweenStages_IsTheResidualStream(int tensor, bool sequence, int pipeline, int data)
    {
        var layout = new ParallelLayout
        {
            Tensor = tensor,
            SequenceParallel = sequence,
            Pipeline = pipeline,
            Data = data,
        };
        var plan = new TrainingStrategy { Layout = layout };
        var rules = new StepRules(Small.Llama, plan, Stack, new TrainingPace { ExchangeShare = 0.2, TensorShare = 0.4 });
        var groups = Placement.GroupsOf(layout, FourNodes);
        Assert.Equal(data == 8 && pipeline > 1, groups.Pipeline.Nodes > 1);
        var send = Kernels.Collective(CollectiveKind.SendReceive, 1e7 / tensor, groups.Pipeline) / (groups.Pipeline.Nodes > 1 ? 0.2 : 1);
        var gather = tensor > 1 && !sequence ? Kernels.Collective(CollectiveKind.AllGather, 1e7, groups.Tensor) / 0.4 : 0;
        Assert.Equal(pipeline == 1 ? 0 : send + gather, StepTime.TransferOnce(layout, rules, Kernels, groups, 1e7), 1e-15);
    }

    [Fact]
    public void Boundary_OfAStage_IsTheWholeResidualStream() =>
        Assert.Equal(12 * 30 * 2, StepTime.BoundaryBytes(Small.Llama, Small.Tensor with { SequenceParallel = true, Context = 2 }));

    private static readonly StageTime Slow = new()
    {
        Forward = 1,
        InputGradient = 2,
        WeightGradient = 3,
        Recompute = 0.5,
        TensorForward = 0.1,
        TensorBackward = 0.2,
        ContextForward = 0.03,
        ContextBackward = 0.04,
        ExpertForward = 0.005,
        ExpertBackward = 0.006,
    };

    private static readonly UpdateTime Update = new()
    {
        DataParallel = 0.7,
        TiedTable = 0.1,
        Optimizer = 0.3,
        Offload = 0.2,
        Paging = 0.05,
    };

    /// <summary>
    /// The step of two stages over five micro-batches: the slower one's parts five times, transfers there and back (2 x 0.02 s), the bubble
    /// of the other one; 0.5 s of the host a step and 0.01 s a micro-batch.
    /// </summary>
    private static (StepTime Time, StepBreakdown Step) OfTwoStages()
    {
        var plan = new TrainingStrategy { Layout = new ParallelLayout { Pipeline = 2 } };
        var stack = Stack with
        {
            StepOverhead = Duration.FromSeconds(0.5),
            Training = Stack.Training with { MicroBatchOverhead = Duration.FromSeconds(0.01) },
        };
        var rules = new StepRules(Small.Llama, plan, stack, new TrainingPace { MicroBatchOverhead = Duration.FromSeconds(0.01) });
        var time = new StepTime(PipelineOrder.Of(plan), 2, 5);
        time.AddStages(Slow, 1, rules, transfer: 0.02);
        time.AddStages(new StageTime { Forward = 1, InputGradient = 2 }, 1, rules, transfer: 0.02);
        time.Update = Update;
        return (time, time.Breakdown(stack));
    }

    [Fact]
    public void Breakdown_OfTwoStages_HasTheSlowerOnesPasses()
    {
        var step = OfTwoStages().Step;
        Near(5 * 1, step.Forward.TotalSeconds);
        Near(5 * 5, step.Backward.TotalSeconds);
        Near(5 * 0.5, step.Recompute.TotalSeconds);
    }

    [Fact]
    public void Breakdown_OfTwoStages_HasTheSlowerOnesExchange()
    {
        var step = OfTwoStages().Step;
        Near(5 * 0.3, step.TensorParallel.TotalSeconds);
        Near(5 * 0.07, step.ContextParallel.TotalSeconds);
        Near(5 * 0.011, step.ExpertParallel.TotalSeconds);
    }

    /// <summary>1F1B: one pass of the other stage, with its transfers and the host's time per micro-batch.</summary>
    [Fact]
    public void Breakdown_OfTwoStages_HasTheBubbleOfTheOther()
    {
        var step = OfTwoStages().Step;
        Near(3 + 0.04 + 0.01, step.PipelineBubble.TotalSeconds);
        Near(5 * 0.04, step.PipelineTransfer.TotalSeconds);
    }

    /// <summary>All of them and nothing of what follows.</summary>
    [Fact]
    public void Passes_OfTwoStages_AreTheirSum() =>
        Near(5 + 25 + 2.5 + 1.5 + 0.35 + 0.055 + 3.05 + 0.2, OfTwoStages().Step.Passes.TotalSeconds);

    [Fact]
    public void Breakdown_OfTwoStages_HasWhatFollowsOnce()
    {
        var step = OfTwoStages().Step;
        Near(0.8, step.DataParallel.TotalSeconds);
        Near(0.3, step.Optimizer.TotalSeconds);
        Near(0.25, step.Offload.TotalSeconds);
        Near(0.5 + (5 * 0.01), step.Other.TotalSeconds);
    }

    [Fact]
    public void Breakdown_Scaled_IsAsOftenTheWhole()
    {
        var step = OfTwoStages().Step;
        Near(2 * step.Total.TotalSeconds, step.Scaled(2).Total.TotalSeconds);
    }

    [Fact]
    public void Update_AfterPasses_GivesTheWholeStep()
    {
        var (time, step) = OfTwoStages();
        Near(step.Total.TotalSeconds, time.Update.Step(step.Passes.TotalSeconds, step.Other.TotalSeconds));
    }
}
