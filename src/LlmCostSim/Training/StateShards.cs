using System.Runtime.CompilerServices;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Among how many ranks a strategy's sharding divides what belongs to parameters; 1 without sharding.</summary>
/// <param name="Dense">Ranks that share the dense parameters.</param>
/// <param name="Experts">Ranks that share the experts which expert parallelism has divided already.</param>
/// <remarks>Described in docs/training.md, "Memory".</remarks>
internal readonly record struct StateShards(double Dense, double Experts)
{
    /// <summary>
    /// The ranks of data and context parallelism; under HSDP those of them within a node, since every node holds the whole.
    /// </summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="perNode">Accelerators of a node.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateShards Of(in TrainingStrategy strategy, int perNode)
    {
        if (strategy.Sharding == Sharding.None)
        {
            return new StateShards(1, 1);
        }

        var layout = strategy.Layout;
        var shards = strategy.Sharding == Sharding.Hsdp ? layout.ReplicasInNode(perNode) : (double)layout.Data * layout.Context;
        return new StateShards(shards, Math.Max(1, shards * layout.ExpertPlaces / layout.Expert));
    }

    /// <summary>One rank's part of parameters.</summary>
    public double Part(double dense, double experts) => (dense / Dense) + (experts / Experts);
}
