namespace LlmCostSim.Strategies;

/// <summary>Activation recomputation.</summary>
/// <param name="Kind">What is computed again.</param>
/// <param name="Layers">How many layers of each stage it applies to; 0 (the default): all.</param>
public readonly record struct RecomputePolicy(RecomputeKind Kind, int Layers = 0);
