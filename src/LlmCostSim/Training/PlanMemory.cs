using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>What one strategy after another needs of an accelerator's memory, and nothing else: the bits of <see cref="TrainingEstimate.Memory"/> without the time. Parts of the model are lowered again only where a strategy divides them in another way than the one before. For one thread at a time.</summary>
internal sealed class PlanMemory(ModelSpec model, Cluster cluster, SoftwareStack stack, TrainingWorkload workload)
{
    private TensorParts parts;
    private LoweringOptions options;
    private bool tied, known;

    /// <summary>Memory per accelerator at the peak of the stage that needs most.</summary>
    public Bytes Needs(in TrainingStrategy strategy)
    {
        var own = LoweringOptions.For(strategy, workload, stack);
        if (!known || own != options || tied != (strategy.Layout.Pipeline == 1))
        {
            (options, tied, known) = (own, strategy.Layout.Pipeline == 1, true);
            parts = TensorParts.Of(model, options, tied);
        }

        return PipelinePeak.Of(model, ref parts, options, strategy, stack, cluster, workload.MicroBatches(strategy)).Memory.Total;
    }
}
