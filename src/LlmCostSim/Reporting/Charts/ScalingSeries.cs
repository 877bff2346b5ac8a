namespace LlmCostSim.Reporting.Charts;

/// <summary>One line of a scaling chart.</summary>
/// <param name="Name">What is the same on it; empty where there is only one line.</param>
/// <param name="Points">Its points, in the order of their quantity.</param>
internal sealed record ScalingSeries(string Name, IReadOnlyList<ScalingPoint> Points);
