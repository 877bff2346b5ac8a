namespace LlmCostSim.Calibration;

/// <summary>How far measurements lie from predictions in one class, and what was measured in it.</summary>
/// <param name="Name">Path such as <c>time/node/megatron</c>.</param>
/// <param name="Low">10 % quantile of measured over predicted, at most 1.</param>
/// <param name="High">90 % quantile, at least 1.</param>
/// <param name="HiddenLeast">Smallest hidden size among the rows; 0 where rows have none.</param>
/// <param name="HiddenMost">Largest hidden size.</param>
/// <param name="NodesMost">Most nodes.</param>
internal sealed record ResidualClass(string Name, double Low, double High, double HiddenLeast, double HiddenMost, double NodesMost)
{
    /// <summary>A class of which nothing is known.</summary>
    public static ResidualClass None { get; } = new("", 1, 1, 0, 0, 0);
}
