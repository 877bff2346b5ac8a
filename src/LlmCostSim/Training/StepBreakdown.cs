using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>One training step as exposed time on the critical stage; the parts add up to the step.</summary>
/// <param name="Forward">Forward compute.</param>
/// <param name="Backward">Backward compute.</param>
/// <param name="Recompute">Forward compute done again for the backward pass.</param>
/// <param name="TensorParallel">Tensor-parallel collectives that nothing hides.</param>
/// <param name="ContextParallel">Context-parallel exchange that nothing hides.</param>
/// <param name="ExpertParallel">Expert dispatch and combination that nothing hides.</param>
/// <param name="PipelineBubble">Waiting for other stages.</param>
/// <param name="PipelineTransfer">Transfers between stages that nothing hides.</param>
/// <param name="DataParallel">Gradient reduction and weight gathering that nothing hides.</param>
/// <param name="Optimizer">Optimizer update, gradient norm and clipping.</param>
/// <param name="Offload">Transfers to and from the host that nothing hides.</param>
/// <param name="Other">Host time and per-step constants of the software stack.</param>
public readonly record struct StepBreakdown(
    Duration Forward,
    Duration Backward,
    Duration Recompute,
    Duration TensorParallel,
    Duration ContextParallel,
    Duration ExpertParallel,
    Duration PipelineBubble,
    Duration PipelineTransfer,
    Duration DataParallel,
    Duration Optimizer,
    Duration Offload,
    Duration Other
)
{
    /// <summary>The step: the sum of all parts.</summary>
    public Duration Total => Passes + DataParallel + Optimizer + Offload + Other;

    /// <summary>What the micro-batches take on their way through the pipeline: all before the replicas meet.</summary>
    internal Duration Passes =>
        Forward + Backward + Recompute + TensorParallel + ContextParallel + ExpertParallel + PipelineBubble + PipelineTransfer;

    /// <summary>The step with every part longer by the same factor.</summary>
    /// <param name="factor">Above 0.</param>
    internal StepBreakdown Scaled(double factor) =>
        new(
            Forward * factor,
            Backward * factor,
            Recompute * factor,
            TensorParallel * factor,
            ContextParallel * factor,
            ExpertParallel * factor,
            PipelineBubble * factor,
            PipelineTransfer * factor,
            DataParallel * factor,
            Optimizer * factor,
            Offload * factor,
            Other * factor
        );
}
