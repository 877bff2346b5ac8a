namespace LlmCostSim.Reporting.Charts;

/// <summary>One measured or estimated speed.</summary>
/// <param name="X">The varied quantity.</param>
/// <param name="Speed">Tokens per second.</param>
/// <param name="Fits">Whether the memory suffices.</param>
internal readonly record struct ScalingPoint(double X, double Speed, bool Fits);
