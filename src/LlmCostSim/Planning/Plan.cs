using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>A plan that a search found: a complete scenario, and what the estimator says about it.</summary>
/// <param name="Scenario">The scenario, every searched field filled in.</param>
/// <param name="Report">Its report.</param>
public sealed record Plan(TrainingScenario Scenario, TrainingReport Report);
