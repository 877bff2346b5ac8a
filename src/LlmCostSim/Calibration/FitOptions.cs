namespace LlmCostSim.Calibration;

/// <summary>How hard the fitter tries, and what it minimises.</summary>
internal sealed record FitOptions
{
    /// <summary>Most Gauss-Newton steps. Default 60.</summary>
    public int MaximumIterations { get; init; } = 60;

    /// <summary>
    /// Whether a row's error is predicted / measured − 1, the percentage error that is reported, instead of its logarithm. The two part
    /// where rows scatter by factors: the one heads for the median weighted by 1 / measured, the other for the median. Default
    /// <see langword="false"/>.
    /// </summary>
    public bool Relative { get; init; }

    /// <summary>How often coordinate search and Gauss-Newton steps alternate. Default 1.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>
    /// Sweeps of one coordinate search after the Gauss-Newton steps; they take the kinks that derivatives miss. Default 12.
    /// </summary>
    public int PolishRounds { get; init; } = 12;

    /// <summary>The search stops when a step improves the objective by less than this fraction. Default 1e-5.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>The defaults.</summary>
    public static FitOptions Default { get; } = new();
}
