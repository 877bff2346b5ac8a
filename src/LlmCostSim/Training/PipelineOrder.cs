using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// The order in which a pipeline's ranks work through a step: of a strategy, what only the passes and the micro-batches in flight depend
/// on.
/// </summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="VirtualStages">Chunks of each rank, which an interleaved schedule alone has.</param>
internal readonly record struct PipelineOrder(PipelineSchedule Schedule, int VirtualStages)
{
    /// <summary>The order of a strategy.</summary>
    public static PipelineOrder Of(in TrainingStrategy strategy) => new(strategy.Schedule, strategy.Layout.VirtualStages);

    /// <summary>Chunks of the model whose gradients a rank completes one after the other.</summary>
    public int Chunks => Schedule == PipelineSchedule.Interleaved ? VirtualStages : 1;

    /// <summary>
    /// Transfers per micro-batch and direction: chunks of an interleaved pipeline each send, a bidirectional pipeline has two.
    /// </summary>
    public int Transfers => Schedule == PipelineSchedule.DualPipe ? 2 : Chunks;
}
