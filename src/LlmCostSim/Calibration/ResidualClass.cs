namespace LlmCostSim.Calibration;

/// <summary>How far measurements lie from predictions in one class, and what was measured in it.</summary>
/// <param name="Name">Path such as <c>time/node/megatron</c>.</param>
/// <param name="Low">10 % quantile of measured over predicted, at most 1.</param>
/// <param name="High">90 % quantile, at least 1.</param>
internal sealed record ResidualClass(string Name, double Low, double High)
{
    /// <summary>Measured rows of the class.</summary>
    public int Rows { get; init; }

    /// <summary>Smallest hidden size among the rows; 0 where rows have none.</summary>
    public double HiddenLeast { get; init; }

    /// <summary>Largest hidden size.</summary>
    public double HiddenMost { get; init; }

    /// <summary>Most nodes.</summary>
    public double NodesMost { get; init; }

    /// <summary>A class of which nothing is known.</summary>
    public static ResidualClass None { get; } = new("", 1, 1);
}
