using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training.Schedules;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>Composes the stages of a pipeline into a step: the slowest stage works through its micro-batches, the others' first and last ones are the bubble.</summary>
internal struct StepTime
{
    private PipelineClosedForm pipeline;
    private StageTime critical;
    private double slowest, transfer, dataParallel, optimizer, offload;

    /// <summary>Takes in one stage.</summary>
    public void AddStage(in StageTime stage, in TrainingStrategy strategy, in StepRules rules, SoftwareStack stack, KernelSet kernels, in CollectiveGroups groups, in DataGroups data, double boundaryBytes, int microBatches)
    {
        var send = Transfer(strategy, rules, kernels, groups, boundaryBytes, stage);
        pipeline.Add(Passes(stage, rules, send));
        if (stage.Total + send > slowest)
        {
            (slowest, critical, transfer) = (stage.Total + send, stage, send);
        }

        // The slowest of each: stages wait for one another at the end of a step.
        dataParallel = Math.Max(dataParallel, DataParallelTime.Of(stage, strategy, rules, kernels, data, microBatches));
        optimizer = Math.Max(optimizer, OptimizerTime.Of(stage, strategy, stack, kernels));
        offload = Math.Max(offload, OffloadTime.Of(stage, strategy, rules, kernels.Cluster, microBatches));
    }

    /// <summary>Bytes of the activations of a micro-batch between two stages, all tensor ranks together.</summary>
    public static double BoundaryBytes(ModelSpec model, in LoweringOptions options) =>
        options.MicroBatch * options.SequenceLength / options.Context * model.HiddenSize * options.ActivationBytes;

    /// <summary>Seconds of a stage's passes, each with the transfer and the host time that follow it.</summary>
    public static PipelineStage Passes(in StageTime stage, in TrainingStrategy strategy, in StepRules rules, KernelSet kernels, in CollectiveGroups groups, double boundaryBytes) =>
        Passes(stage, rules, Transfer(strategy, rules, kernels, groups, boundaryBytes, stage));

    private static PipelineStage Passes(in StageTime stage, in StepRules rules, double send)
    {
        var between = 0.5 * (send + rules.Pace.MicroBatchOverhead.TotalSeconds);
        return new PipelineStage(stage.ForwardPass + between, stage.InputPass + between, stage.WeightGradient);
    }

    /// <summary>The gradients of a tied table are summed over the first and the last stage.</summary>
    public void AddTiedTable(double parameters, in TrainingStrategy strategy, in StepRules rules, KernelSet kernels, in DataGroups data) =>
        dataParallel += kernels.Collective(CollectiveKind.AllReduce, parameters * strategy.Precision.ReduceBytes, data.Ends) * rules.Slower(data.Ends);

    /// <summary>The step, part by part, on the slowest stage.</summary>
    public readonly StepBreakdown Breakdown(in TrainingStrategy strategy, SoftwareStack stack, int microBatches)
    {
        var virtualStages = strategy.Schedule == PipelineSchedule.Interleaved ? strategy.Layout.VirtualStages : 1;
        return new StepBreakdown(
            Duration.FromSeconds(microBatches * critical.Forward),
            Duration.FromSeconds(microBatches * (critical.InputGradient + critical.WeightGradient)),
            Duration.FromSeconds(microBatches * critical.Recompute),
            Duration.FromSeconds(microBatches * critical.Tensor),
            Duration.FromSeconds(microBatches * critical.Context),
            Duration.FromSeconds(microBatches * critical.Expert),
            Duration.FromSeconds(pipeline.Bubble(strategy.Schedule, virtualStages, microBatches)),
            Duration.FromSeconds(microBatches * transfer),
            Duration.FromSeconds(dataParallel),
            Duration.FromSeconds(optimizer),
            Duration.FromSeconds(offload),
            stack.StepOverhead + (microBatches * stack.Training.MicroBatchOverhead));
    }

    /// <summary>
    /// Seconds per micro-batch of sending activations on and gradients back. Every tensor rank sends its share, and what arrives is gathered within the node unless
    /// it stays divided along the sequence (Narayanan et al. 2021, section 4.1). Chunks of an interleaved pipeline each send.
    /// </summary>
    private static double Transfer(in TrainingStrategy strategy, in StepRules rules, KernelSet kernels, in CollectiveGroups groups, double bytes, in StageTime stage)
    {
        var layout = strategy.Layout;
        if (layout.Pipeline <= 1)
        {
            return 0;
        }

        var chunks = strategy.Schedule == PipelineSchedule.Interleaved ? layout.VirtualStages : strategy.Schedule == PipelineSchedule.DualPipe ? 2 : 1;
        var once = kernels.Collective(CollectiveKind.SendReceive, bytes / layout.Tensor, groups.Pipeline) * (groups.Pipeline.Nodes > 1 ? 1 / rules.Pace.PipelineShare : 1);
        if (layout.Tensor > 1 && !layout.SequenceParallel)
        {
            once += kernels.Collective(CollectiveKind.AllGather, bytes, groups.Tensor) / rules.Pace.TensorShare;
        }

        return rules.Exposed(2 * chunks * once, stage.Compute, CommunicationOverlap.Pipeline);
    }
}
