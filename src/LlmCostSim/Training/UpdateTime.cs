using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// Seconds of a step beyond the passes, the slowest stage's of each since stages wait for one another at the end of a step: gradient
/// reduction and weight gathering, optimizer, transfers to and from the host.
/// </summary>
internal struct UpdateTime
{
    public double DataParallel,
        Optimizer,
        Offload,
        Paging,
        TiedTable;

    /// <summary>Takes in a stage, or several equal ones, but for its exchange with other ranks.</summary>
    public void Add(
        in StageTime stage,
        in TrainingStrategy strategy,
        in StepRules rules,
        SoftwareStack stack,
        KernelSet kernels,
        int microBatches
    )
    {
        Optimizer = Math.Max(Optimizer, OptimizerTime.Of(stage, strategy, stack, kernels));
        Offload = Math.Max(Offload, OffloadTime.Of(stage, strategy, rules, kernels.Cluster, microBatches));
    }

    /// <summary>A stage's exchange with its data-parallel ranks, over the chunks of a rank.</summary>
    public void AddExchange(in DataExchange exchange, int chunks) => DataParallel = Math.Max(DataParallel, exchange.Seconds(chunks));

    /// <summary>Paged optimizer states that leave a stage's accelerator while it computes and come back for the optimizer step.</summary>
    public void AddPaging(double evicted, Cluster cluster) =>
        Paging = evicted > 0 ? Math.Max(Paging, OffloadTime.Paging(evicted, cluster)) : Paging;

    /// <summary>Seconds of the whole step, added up in the order of <see cref="StepBreakdown.Total"/>.</summary>
    /// <param name="passes">Seconds from <see cref="StepBreakdown.Passes"/>.</param>
    /// <param name="other">Seconds of <see cref="StepBreakdown.Other"/>.</param>
    public readonly double Step(double passes, double other) =>
        passes + (DataParallel + TiedTable) + Optimizer + (Offload + Paging) + other;

    /// <summary>The gradients of a tied table are summed over the first and the last stage, after all else.</summary>
    public void AddTiedTable(ModelSpec model, in TrainingStrategy strategy, in StepRules rules, KernelSet kernels, in DataGroups data)
    {
        if (model.TiedEmbeddings && strategy.Layout.Pipeline > 1 && strategy.Adapter.Kind == AdapterKind.None)
        {
            var parameters = (double)model.Vocabulary * model.HiddenSize / strategy.Layout.Tensor;
            TiedTable =
                kernels.Collective(CollectiveKind.AllReduce, parameters * strategy.Precision.ReduceBytes, data.Ends)
                * rules.Slower(data.Ends);
        }
    }
}
