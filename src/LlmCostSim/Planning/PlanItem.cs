using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>
/// All plans that share what a model's parts are lowered by: one task, tensor, sequence, context and expert ranks and micro-batch, and one
/// or several pipeline stages.
/// </summary>
/// <param name="Task">Index of the cluster with its number formats, optimizer and offload.</param>
/// <param name="Strategy">The strategy; its layout's pipeline and data and the fields below them are yet to be filled.</param>
/// <param name="First">Number of the first plan in enumeration order.</param>
/// <param name="Plans">How many plans.</param>
/// <param name="Layouts">The pipelines, with the replicas that they leave.</param>
internal sealed record PlanItem(int Task, TrainingStrategy Strategy, long First, long Plans, PlanLayout[] Layouts);
