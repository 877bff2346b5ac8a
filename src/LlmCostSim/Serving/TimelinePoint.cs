namespace LlmCostSim.Serving;

/// <summary>Means over one of the equal parts of a simulated run. A value.</summary>
/// <param name="At">Seconds from the start to the middle of the part.</param>
/// <param name="Waiting">Requests that wait to be admitted, all replicas together.</param>
/// <param name="Running">Requests that are worked on.</param>
/// <param name="CacheShare">Share of all cache blocks that are held, 0–1.</param>
public readonly record struct TimelinePoint(double At, double Waiting, double Running, double CacheShare);
