using System.Runtime.CompilerServices;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training.Schedules;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>
/// Composes the stages of a pipeline into a step: the slowest stage works through its micro-batches, the others' first and last ones are
/// the bubble.
/// </summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal struct StepTime(PipelineOrder order, int stages, int microBatches)
{
    private readonly int transfers = order.Transfers;
    private PipelineClosedForm pipeline = new(order.Schedule, order.Chunks, stages, microBatches);
    private StageTime critical;
    private double slowest,
        transfer;

    /// <summary>What follows the passes.</summary>
    public UpdateTime Update;

    /// <summary>Takes in equal stages.</summary>
    /// <param name="stage">One of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="rules">What hides behind what.</param>
    /// <param name="transfer">Seconds of one transfer, from <see cref="TransferOnce"/>.</param>
    public void AddStages(in StageTime stage, int count, in StepRules rules, double transfer)
    {
        var send = rules.Exposed(2 * transfers * transfer, stage.Compute, CommunicationOverlap.Pipeline);
        pipeline.Add(Passes(stage, rules, send), count);
        if (stage.Total + send > slowest)
        {
            (slowest, critical, this.transfer) = (stage.Total + send, stage, send);
        }
    }

    /// <summary>Bytes of the activations of a micro-batch between two stages, all tensor ranks together.</summary>
    public static double BoundaryBytes(ModelSpec model, in LoweringOptions options) =>
        options.MicroBatch * options.SequenceLength / options.Context * model.HiddenSize * options.ActivationBytes;

    /// <summary>Seconds of a stage's passes, each with the transfer and the host time that follow it.</summary>
    public static PipelineStage Passes(
        in StageTime stage,
        in TrainingStrategy strategy,
        in StepRules rules,
        KernelSet kernels,
        in CollectiveGroups groups,
        double boundaryBytes
    ) =>
        Passes(
            stage,
            rules,
            rules.Exposed(
                2 * PipelineOrder.Of(strategy).Transfers * TransferOnce(strategy.Layout, rules, kernels, groups, boundaryBytes),
                stage.Compute,
                CommunicationOverlap.Pipeline
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PipelineStage Passes(in StageTime stage, in StepRules rules, double send)
    {
        var between = 0.5 * (send + rules.Pace.MicroBatchOverhead.TotalSeconds);
        return new PipelineStage(stage.ForwardPass + between, stage.InputPass + between, stage.WeightGradient);
    }

    /// <summary>The step, part by part, on the slowest stage.</summary>
    public readonly StepBreakdown Breakdown(SoftwareStack stack) =>
        new(
            Duration.FromSeconds(microBatches * critical.Forward),
            Duration.FromSeconds(microBatches * (critical.InputGradient + critical.WeightGradient)),
            Duration.FromSeconds(microBatches * critical.Recompute),
            Duration.FromSeconds(microBatches * critical.Tensor),
            Duration.FromSeconds(microBatches * critical.Context),
            Duration.FromSeconds(microBatches * critical.Expert),
            Duration.FromSeconds(pipeline.Bubble()),
            Duration.FromSeconds(microBatches * transfer),
            Duration.FromSeconds(Update.DataParallel + Update.TiedTable),
            Duration.FromSeconds(Update.Optimizer),
            Duration.FromSeconds(Update.Offload + Update.Paging),
            Other(stack, microBatches)
        );

    /// <summary>Host time and per-step constants of the stack.</summary>
    public static Duration Other(SoftwareStack stack, int microBatches) =>
        stack.StepOverhead + (microBatches * stack.Training.MicroBatchOverhead);

    /// <summary>
    /// Seconds of sending the activations of a micro-batch on, or a gradient back. Every tensor rank sends its share, and what arrives is
    /// gathered within the node unless it stays divided along the sequence (Narayanan et al. 2021, section 4.1).
    /// </summary>
    public static double TransferOnce(
        in ParallelLayout layout,
        in StepRules rules,
        KernelSet kernels,
        in CollectiveGroups groups,
        double bytes
    )
    {
        if (layout.Pipeline <= 1)
        {
            return 0;
        }

        var once =
            kernels.Collective(CollectiveKind.SendReceive, bytes / layout.Tensor, groups.Pipeline)
            * (groups.Pipeline.Nodes > 1 ? 1 / rules.Pace.ExchangeShare : 1);
        if (layout.Tensor > 1 && !layout.SequenceParallel)
        {
            once += kernels.Collective(CollectiveKind.AllGather, bytes, groups.Tensor) / rules.Pace.TensorShare;
        }

        return once;
    }
}
