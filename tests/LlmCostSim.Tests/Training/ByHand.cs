using LlmCostSim.Hardware;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>The stage and the cluster that tests of data-parallel exchange and of the update work out by hand.</summary>
internal static class ByHand
{
    /// <summary>Parameters of the stage, by class.</summary>
    public const double Dense = 1e8,
        Matrices = 8e7,
        Experts = 3e7,
        Adapters = 1e6;

    public static readonly Cluster FourNodes = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM"), 32, 8, 1600);

    public static readonly StageTime Stage = new()
    {
        Forward = 0.1,
        InputGradient = 0.12,
        WeightGradient = 0.08,
        Dense = Dense,
        Matrices = Matrices,
        Experts = Experts,
        Adapters = Adapters,
        Layers = 3,
        Saved = 1e9,
    };
}
