namespace LlmCostSim.Planning;

/// <summary>Why plans were rejected that were evaluated.</summary>
/// <param name="Reason">One of <c>memory</c>, <c>deadline</c>, <c>budget</c>.</param>
/// <param name="Count">How many plans.</param>
/// <param name="NearMiss">The one that misses by least.</param>
/// <param name="Text">By how much it misses.</param>
public sealed record PlanRejection(string Reason, long Count, Plan NearMiss, string Text);
