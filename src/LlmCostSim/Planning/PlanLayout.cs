using LlmCostSim.Training;

namespace LlmCostSim.Planning;

/// <summary>A pipeline of an item.</summary>
/// <param name="Pipeline">Stages.</param>
/// <param name="Data">Replicas.</param>
/// <param name="Orders">Schedules with their chunks; those of a bidirectional pipeline last.</param>
internal readonly record struct PlanLayout(int Pipeline, int Data, PipelineOrder[] Orders);
