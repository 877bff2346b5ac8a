using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>The peak of the pipeline stage whose rank needs most memory.</summary>
/// <param name="Memory">What holds it.</param>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="Moment">When it is.</param>
/// <param name="Operation">The operation of the lowering at that moment.</param>
/// <param name="Evicted">Bytes of paged optimizer states that have no room on their accelerator, of the stage that has most of
/// them.</param>
/// <remarks>Described in docs/training.md, "Memory".</remarks>
internal readonly record struct PipelinePeak(MemoryBreakdown Memory, int Stage, PeakMoment Moment, OpRole? Operation, double Evicted)
{
    /// <summary>The peak over all stages of a strategy.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parts">Its parts under the strategy's division.</param>
    /// <param name="options">The division.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="stack">The software stack.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="microBatches">Micro-batches per step.</param>
    public static PipelinePeak Of(
        ModelSpec model,
        ref TensorParts parts,
        in LoweringOptions options,
        in TrainingStrategy strategy,
        SoftwareStack stack,
        Cluster cluster,
        int microBatches
    )
    {
        var order = PipelineOrder.Of(strategy);
        var overhead = StageMemory.Overhead(strategy.Layout, stack);
        var usable = cluster.Accelerator.UsableMemory.TotalBytes;
        var peak = default(PipelinePeak);
        for (int stage = 0, count; stage < strategy.Layout.Pipeline; stage += count)
        {
            // Of equal stages the first has most micro-batches in flight.
            count = PipelineSplit.EqualFrom(model, strategy, stage);
            var held = StageTensors.OnRank(model, ref parts, strategy, stack.Memory.Retention, stage);
            var states = new ModelStates(held, strategy, stack.Memory, model.HiddenSize, cluster.PerNode);
            var inFlight = InFlight.Of(order, strategy.Layout.Pipeline, stage, microBatches);
            var (memory, moment, operation, evicted) = StageMemory.Of(
                in held,
                in states,
                options,
                strategy,
                stack.Memory,
                overhead,
                usable,
                inFlight,
                microBatches
            );
            evicted = Math.Max(evicted, peak.Evicted);
            peak =
                memory.Total > peak.Memory.Total
                    ? new PipelinePeak(memory, stage, moment, operation, evicted)
                    : peak with
                    {
                        Evicted = evicted,
                    };
        }

        return peak;
    }
}
