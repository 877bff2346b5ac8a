using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>A way to serve that a search found: a complete scenario, and what the estimator says about it.</summary>
/// <param name="Scenario">The scenario, every searched field filled in.</param>
/// <param name="Report">Its report.</param>
public sealed record InferencePlan(InferenceScenario Scenario, InferenceReport Report);
