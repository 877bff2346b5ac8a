namespace LlmCostSim.Planning;

/// <summary>Why plans were rejected that were evaluated.</summary>
/// <typeparam name="TPlan">What was searched for.</typeparam>
/// <param name="Reason">The limit that they miss first: <c>memory</c>, <c>deadline</c>, <c>budget</c>; of inference besides <c>ttft</c>,
/// <c>tpot</c>, <c>endToEnd</c>, <c>throughput</c>.</param>
/// <param name="Count">How many plans.</param>
/// <param name="NearMiss">The one that misses by least.</param>
/// <param name="Text">By how much it misses.</param>
public sealed record PlanRejection<TPlan>(string Reason, long Count, TPlan NearMiss, string Text);
