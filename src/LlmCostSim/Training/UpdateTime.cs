using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Seconds of a step beyond the passes, the slowest stage's of each since stages wait for one another at the end of a step: gradient reduction and weight gathering, optimizer, transfers to and from the host.</summary>
internal struct UpdateTime
{
    public double DataParallel, Optimizer, Offload;

    /// <summary>Takes in a stage, or several equal ones.</summary>
    public void Add(in StageTime stage, in TrainingStrategy strategy, in StepRules rules, SoftwareStack stack, KernelSet kernels, in DataGroups data, int microBatches)
    {
        DataParallel = Math.Max(DataParallel, DataParallelTime.Of(stage, strategy, rules, kernels, data, microBatches));
        Optimizer = Math.Max(Optimizer, OptimizerTime.Of(stage, strategy, stack, kernels));
        Offload = Math.Max(Offload, OffloadTime.Of(stage, strategy, rules, kernels.Cluster, microBatches));
    }

    /// <summary>The gradients of a tied table are summed over the first and the last stage; after all stages.</summary>
    public void AddTiedTable(ModelSpec model, in TrainingStrategy strategy, in StepRules rules, KernelSet kernels, in DataGroups data)
    {
        if (model.TiedEmbeddings && strategy.Layout.Pipeline > 1 && strategy.Adapter.Kind == AdapterKind.None)
        {
            var parameters = (double)model.Vocabulary * model.HiddenSize / strategy.Layout.Tensor;
            DataParallel += kernels.Collective(CollectiveKind.AllReduce, parameters * strategy.Precision.ReduceBytes, data.Ends) * rules.Slower(data.Ends);
        }
    }
}
