using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>What kernel models are prepared for. Hashes by names alone, which is quick and nearly always tells apart; equality compares everything.</summary>
internal sealed class Preparation(ModelSpec model, Cluster cluster, SoftwareStack stack) : IEquatable<Preparation>
{
    public ModelSpec Model => model;

    public Cluster Cluster => cluster;

    public SoftwareStack Stack => stack;

    public bool Equals(Preparation? other) => other is not null
        && (ReferenceEquals(Model, other.Model) || Model == other.Model)
        && (ReferenceEquals(Cluster, other.Cluster) || Same(Cluster, other.Cluster))
        && (ReferenceEquals(Stack, other.Stack) || Stack == other.Stack);

    public override bool Equals(object? obj) => Equals(obj as Preparation);

    public override int GetHashCode()
        => HashCode.Combine(Model.Id, Model.Layers, Cluster.Accelerator.Id, Cluster.Count, Cluster.PerNode, Cluster.Node.NetworkBandwidth.BytesPerSecond, Stack.Id);

    private static bool Same(Cluster left, Cluster right) => left.Count == right.Count
        && left.Node == right.Node
        && (ReferenceEquals(left.Accelerator, right.Accelerator) || left.Accelerator == right.Accelerator);
}
