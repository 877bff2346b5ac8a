using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>Memory of one pipeline stage's rank at its peak.</summary>
internal static class StageMemory
{
    public static (MemoryBreakdown Memory, PeakMoment Moment) Of(in StageParts parts, in TrainingStrategy strategy, SoftwareStack stack, int stage, int microBatches)
    {
        var layout = strategy.Layout;
        var sharding = strategy.Sharding;
        var shards = (double)layout.Data * layout.Context;
        var expertShards = Math.Max(1, shards / layout.Expert);
        var precision = strategy.Precision;
        var frozen = strategy.Adapter.Kind != AdapterKind.None;
        var bits = strategy.Adapter.Kind == AdapterKind.Qlora ? PartMemory.QuantisedBits(strategy.Adapter) / 8 : precision.WeightBytes;
        var dense = parts.Memory.Quantisable * bits + (parts.Memory.Other + parts.Memory.Adapters) * precision.WeightBytes;
        var experts = parts.Memory.Experts * bits;
        var gathers = sharding is Sharding.Zero3 or Sharding.FsdpFull or Sharding.Hsdp;
        var weights = gathers ? dense / shards + experts / expertShards : dense + experts;
        var trainedDense = frozen ? parts.Memory.Adapters : parts.Memory.Quantisable + parts.Memory.Other;
        var trainedExperts = frozen ? 0 : parts.Memory.Experts;
        var gradientBytes = trainedDense / (ShardsGradients(sharding) ? shards : 1) + trainedExperts / (ShardsGradients(sharding) ? expertShards : 1);
        var stateCount = trainedDense / (sharding == Sharding.None ? 1 : shards) + trainedExperts / (sharding == Sharding.None ? 1 : expertShards);
        var perParameter = OptimizerStates.BytesPerParameter(strategy.Optimizer) + precision.MasterWeightBytes;
        var optimizer = strategy.Offload.Optimizer == OffloadTarget.None ? stateCount * perParameter : 0;
        var inFlight = InFlight(strategy, stage, microBatches);
        var saved = SavedBytes(parts, strategy);
        // Gathered weights: the layer in use and the one prefetched.
        var gathered = gathers ? 2 * parts.LargestLayerParameters * precision.GatherBytes : 0;
        var recomputed = strategy.Recompute.Kind == RecomputeKind.Full ? parts.LargestLayerSaved : 0;
        var backward = recomputed + 2 * parts.Memory.Temporary;
        var loss = parts.LogitBytes;
        var atLoss = loss > backward;
        var communicators = CountCommunicators(layout);
        return (new MemoryBreakdown(
            Bytes.FromBytes(weights),
            Bytes.FromBytes(gradientBytes * precision.MainGradientBytes),
            Bytes.FromBytes(optimizer),
            Bytes.FromBytes(inFlight * saved + (atLoss ? 0 : recomputed)),
            Bytes.FromBytes(atLoss ? loss : 0),
            Bytes.FromBytes(gathered + (atLoss ? 0 : 2 * parts.Memory.Temporary)),
            stack.ContextMemory + communicators * stack.CommunicatorMemory), atLoss ? PeakMoment.Loss : recomputed > 0 ? PeakMoment.Recompute : PeakMoment.Backward);
    }

    private static bool ShardsGradients(Sharding sharding) => sharding is not (Sharding.None or Sharding.Zero1);

    private static double SavedBytes(in StageParts parts, in TrainingStrategy strategy) => strategy.Recompute.Kind switch
    {
        RecomputeKind.Full => parts.Layers * parts.CheckpointBytes,
        RecomputeKind.Selective => parts.Memory.SavedSelective,
        _ => parts.Memory.Saved,
    };

    /// <summary>Micro-batches whose activations a stage holds at once (Narayanan et al. 2021; Qi et al. 2023; DeepSeek-V3).</summary>
    private static double InFlight(in TrainingStrategy strategy, int stage, int microBatches)
    {
        var pipeline = strategy.Layout.Pipeline;
        var virtualStages = strategy.Layout.VirtualStages;
        double depth = strategy.Schedule switch
        {
            PipelineSchedule.GPipe => microBatches,
            PipelineSchedule.Interleaved => pipeline - stage + (pipeline - 1.0) * (virtualStages - 1) / virtualStages,
            PipelineSchedule.ZeroBubbleH2 => 2 * (pipeline - stage) - 1,
            PipelineSchedule.DualPipe => pipeline + 1,
            _ => pipeline - stage,
        };
        return Math.Min(depth, microBatches);
    }

    private static int CountCommunicators(in ParallelLayout layout) =>
        (layout.Tensor > 1 ? 1 : 0) + (layout.Pipeline > 1 ? 1 : 0) + (layout.Data > 1 ? 1 : 0) + (layout.Context > 1 ? 1 : 0) + (layout.Expert > 1 ? 1 : 0);
}
