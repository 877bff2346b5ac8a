namespace LlmCostSim.Reporting.Charts;

/// <summary>One plan in a chart of two goals.</summary>
/// <param name="Seconds">The horizontal goal.</param>
/// <param name="Value">The vertical goal.</param>
/// <param name="OnFront">Whether no other plan is better in every goal.</param>
/// <param name="Hint">The plan in words.</param>
internal sealed record ParetoPoint(double Seconds, double Value, bool OnFront, string Hint);
