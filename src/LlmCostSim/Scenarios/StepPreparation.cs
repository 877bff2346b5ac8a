using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What a step estimator is prepared for. Hashes by what usually tells scenarios apart; equality compares everything, but the same object
/// at once.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Stack">The software stack.</param>
internal readonly record struct StepPreparation(ModelSpec Model, Cluster Cluster, SoftwareStack Stack)
{
    public bool Equals(StepPreparation other) =>
        (ReferenceEquals(Model, other.Model) || Model == other.Model)
        && (ReferenceEquals(Cluster, other.Cluster) || Cluster == other.Cluster)
        && (ReferenceEquals(Stack, other.Stack) || Stack == other.Stack);

    public override int GetHashCode() =>
        HashCode.Combine(
            Model.HiddenSize,
            Model.Layers,
            Model.Vocabulary,
            Cluster.Count,
            Cluster.PerNode,
            Cluster.Accelerator.SmCount,
            Stack.Id.Length
        );
}
