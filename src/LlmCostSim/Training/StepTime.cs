using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>Composes the stages of a pipeline into a step: the slowest stage works through its micro-batches, the others' first and last ones are the bubble.</summary>
internal struct StepTime
{
    private double stageSum, slowest;
    private double forward, backward, recompute, tensor, context, expert;
    private double transfer, dataParallel, optimizer;

    /// <summary>Takes in one stage.</summary>
    public void AddStage(in StageParts parts, in TrainingStrategy strategy, SoftwareStack stack, KernelSet kernels, in CollectiveGroups groups, int microBatches)
    {
        var time = parts.Time;
        var launch = stack.KernelLaunch.TotalSeconds;
        var (again, againTensor) = strategy.Recompute.Kind switch
        {
            RecomputeKind.Full => (parts.LayerForward, parts.LayerRecomputeTensor),
            RecomputeKind.Selective => (time.RecomputeCore, 0),
            _ => (0.0, 0.0),
        };
        // The host has to launch every kernel: whichever is slower, host or device, sets the pace.
        var forwardTime = Math.Max(time.Forward, time.ForwardKernels * launch);
        var backwardTime = Math.Max(time.Backward, time.BackwardKernels * launch);
        var tensorTime = time.TensorForward + time.TensorBackward + againTensor;
        var contextTime = time.ContextForward + time.ContextBackward;
        var expertTime = time.ExpertForward + time.ExpertBackward;
        var send = strategy.Layout.Pipeline > 1 ? 2 * kernels.Collective(CollectiveKind.SendReceive, parts.CheckpointBytes, groups.Pipeline) : 0;
        var total = forwardTime + backwardTime + again + tensorTime + contextTime + expertTime + send;
        stageSum += total;
        if (total > slowest)
        {
            slowest = total;
            (forward, backward, recompute) = (forwardTime, backwardTime, again);
            (tensor, context, expert, transfer) = (tensorTime, contextTime, expertTime, send);
        }

        dataParallel = Math.Max(dataParallel, DataParallel(parts, strategy, stack, kernels, groups, microBatches));
        optimizer = Math.Max(optimizer, Optimizer(parts, strategy, stack, kernels));
    }

    /// <summary>The step, part by part, on the slowest stage.</summary>
    public readonly StepBreakdown Breakdown(in TrainingStrategy strategy, SoftwareStack stack, int microBatches)
    {
        var virtualStages = strategy.Schedule == PipelineSchedule.Interleaved ? strategy.Layout.VirtualStages : 1;
        var bubble = strategy.Schedule switch
        {
            PipelineSchedule.ZeroBubbleH2 or PipelineSchedule.DualPipe => 0,
            PipelineSchedule.ZeroBubbleH1 => (stageSum - slowest) / 3,
            _ => (stageSum - slowest) / virtualStages,
        };
        return new StepBreakdown(
            Duration.FromSeconds(microBatches * forward),
            Duration.FromSeconds(microBatches * backward),
            Duration.FromSeconds(microBatches * recompute),
            Duration.FromSeconds(microBatches * tensor),
            Duration.FromSeconds(microBatches * context),
            Duration.FromSeconds(microBatches * expert),
            Duration.FromSeconds(bubble),
            Duration.FromSeconds(microBatches * transfer),
            Duration.FromSeconds(dataParallel),
            Duration.FromSeconds(optimizer),
            Duration.Zero,
            stack.StepOverhead);
    }

    private static double Trained(in StageParts parts, in TrainingStrategy strategy) =>
        strategy.Adapter.Kind == AdapterKind.None ? parts.Memory.Parameters : parts.Memory.Adapters;

    /// <summary>Volumes of Rajbhandari et al. 2020: all-reduce, or reduce-scatter and all-gather, or three passes per micro-batch where weights are sharded.</summary>
    private static double DataParallel(in StageParts parts, in TrainingStrategy strategy, SoftwareStack stack, KernelSet kernels, in CollectiveGroups groups, int microBatches)
    {
        if (groups.Data.Ranks <= 1)
        {
            return 0;
        }

        var trained = Trained(parts, strategy);
        var reduce = trained * strategy.Precision.ReduceBytes;
        var gather = parts.Memory.Parameters * strategy.Precision.GatherBytes;
        var exposed = 1 - stack.DataParallelOverlap;
        switch (strategy.Sharding)
        {
            case Sharding.None:
                return exposed * kernels.Collective(CollectiveKind.AllReduce, reduce, groups.Data);
            case Sharding.Zero3 or Sharding.FsdpFull or Sharding.Hsdp:
                return exposed * microBatches * ((2 * kernels.Collective(CollectiveKind.AllGather, gather, groups.Data)) + kernels.Collective(CollectiveKind.ReduceScatter, reduce, groups.Data));
            case Sharding.FsdpGradOp:
                return exposed * microBatches * (kernels.Collective(CollectiveKind.AllGather, gather, groups.Data) + kernels.Collective(CollectiveKind.ReduceScatter, reduce, groups.Data));
            default:
                return exposed * (kernels.Collective(CollectiveKind.ReduceScatter, reduce, groups.Data) + kernels.Collective(CollectiveKind.AllGather, trained * strategy.Precision.GatherBytes, groups.Data));
        }
    }

    /// <summary>The update as memory passes: states and master weights read and written, gradient read, weights written, and the stack's extra passes.</summary>
    private static double Optimizer(in StageParts parts, in TrainingStrategy strategy, SoftwareStack stack, KernelSet kernels)
    {
        var trained = Trained(parts, strategy);
        var owned = strategy.Sharding == Sharding.None ? trained : trained / ((double)strategy.Layout.Data * strategy.Layout.Context);
        var perParameter = (2 * (OptimizerStates.BytesPerParameter(strategy.Optimizer) + strategy.Precision.MasterWeightBytes)) + strategy.Precision.MainGradientBytes + strategy.Precision.WeightBytes;
        return kernels.Elementwise((owned * perParameter) + (trained * stack.OptimizerExtraBytes));
    }
}
