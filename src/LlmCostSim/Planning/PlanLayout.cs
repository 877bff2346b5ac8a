using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>A pipeline of an item.</summary>
/// <param name="Pipeline">Stages.</param>
/// <param name="Data">Replicas.</param>
/// <param name="Schedules">Schedules with their virtual stages; those of a bidirectional pipeline last.</param>
internal readonly record struct PlanLayout(int Pipeline, int Data, (PipelineSchedule Schedule, int VirtualStages)[] Schedules);
