using System.Collections.Frozen;

namespace LlmCostSim.Calibration;

/// <summary>How far measurements lie from predictions in one class, and what was measured in it.</summary>
/// <param name="Name">Path such as <c>time/node/megatron</c>.</param>
/// <param name="Low">10 % quantile of measured over predicted, at most 1.</param>
/// <param name="High">90 % quantile, at least 1.</param>
internal sealed record ResidualClass(string Name, double Low, double High)
{
    /// <summary>
    /// 10 % quantile for a model that the class's rows are not of, at most 1; 0 where too few models were measured to say.
    /// </summary>
    public double OtherLow { get; init; }

    /// <summary>90 % quantile for such a model, at least 1; 0 where too few were measured.</summary>
    public double OtherHigh { get; init; }

    /// <summary>
    /// How many times as far apart as its own the quantiles of a class below it lie of which nothing was measured (in logarithms); 0: as
    /// <see cref="Residuals.Unmeasured"/>.
    /// </summary>
    public double Unmeasured { get; init; }

    /// <summary>The same for a model that the class's rows are not of.</summary>
    public double OtherUnmeasured { get; init; }

    /// <summary>
    /// Models whose rows the constants were fitted to (<see cref="ModelShape"/>); empty where no constants of a stack or engine were fitted
    /// to models, as for kernels.
    /// </summary>
    public IReadOnlySet<string> Models { get; init; } = FrozenSet<string>.Empty;

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
