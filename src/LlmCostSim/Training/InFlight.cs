using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>How many micro-batches a pipeline stage holds activations of at once.</summary>
/// <remarks>Described in docs/training.md, "Memory".</remarks>
internal static class InFlight
{
    /// <summary>
    /// 1F1B: as many as stages from here to the end (Narayanan et al. 2021); interleaved: the warm-up's chunks over the chunks per rank,
    /// all where there are no more micro-batches than stages (their forward passes come first); GPipe: all (Huang et al. 2019); ZB-H1 as
    /// 1F1B, ZB-H2 up to 2p − 1 (Qi et al. 2023); DualPipe p + 1 (DeepSeek-V3).
    /// </summary>
    /// <param name="order">Schedule and chunks.</param>
    /// <param name="pipeline">Stages.</param>
    /// <param name="stage">Which one, from 0.</param>
    /// <param name="microBatches">Micro-batches per step.</param>
    public static double Of(PipelineOrder order, int pipeline, int stage, int microBatches)
    {
        var chunks = order.VirtualStages;
        double depth = order.Schedule switch
        {
            PipelineSchedule.GPipe => microBatches,
            PipelineSchedule.Interleaved when chunks > 1 && microBatches <= pipeline => microBatches,
            PipelineSchedule.Interleaved => ((2.0 * (pipeline - stage - 1)) + ((chunks - 1.0) * pipeline) + 1) / chunks,
            PipelineSchedule.ZeroBubbleH2 => (2 * (pipeline - stage)) - 1,
            PipelineSchedule.DualPipe => pipeline + 1,
            _ => pipeline - stage,
        };
        return Math.Min(depth, microBatches);
    }

    /// <summary>The same of a strategy.</summary>
    public static double Of(in TrainingStrategy strategy, int stage, int microBatches) =>
        Of(PipelineOrder.Of(strategy), strategy.Layout.Pipeline, stage, microBatches);
}
