namespace LlmCostSim.Calibration;

/// <summary>One constant to fit: a name, where to start, and the physically possible range it never leaves.</summary>
public sealed record FitParameter
{
    /// <summary>Makes a constant to fit.</summary>
    /// <param name="name">Name of the constant, as it stands in the hardware or stack JSON.</param>
    /// <param name="start">Where the search starts; within the range.</param>
    /// <param name="minimum">Smallest value that is physically possible.</param>
    /// <param name="maximum">Largest value that is physically possible; equal to <paramref name="minimum"/> to hold the constant
    /// fixed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not finite, the range is empty, or the start lies outside it.</exception>
    internal FitParameter(string name, double start, double minimum, double maximum)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!double.IsFinite(minimum) || !double.IsFinite(maximum) || minimum > maximum)
        {
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, $"The range of {name} must be finite and not empty.");
        }

        if (!(start >= minimum && start <= maximum))
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"{name} must start within {minimum}..{maximum}.");
        }

        (Name, Start, Minimum, Maximum) = (name, start, minimum, maximum);
    }

    /// <summary>Name of the constant.</summary>
    public string Name { get; }

    /// <summary>Where the search starts.</summary>
    public double Start { get; }

    /// <summary>Smallest possible value.</summary>
    public double Minimum { get; }

    /// <summary>Largest possible value.</summary>
    public double Maximum { get; }

    /// <summary>
    /// How far the value may be expected to lie from its start: standard deviation of its logarithm, or of the value itself where the range
    /// begins at or below 0. <see langword="null"/> (the default): nothing is known, and the rows alone decide.
    /// </summary>
    internal double? PriorSpread { get; init; }

    /// <summary>The same constant under the name of what it is a constant of, a point between.</summary>
    internal FitParameter Of(string owner) => new($"{owner}.{Name}", Start, Minimum, Maximum) { PriorSpread = PriorSpread };

    /// <summary>The same constant with another start, and how far it may be expected to lie from it.</summary>
    internal FitParameter StartingAt(double start, double? spread) => new(Name, start, Minimum, Maximum) { PriorSpread = spread };

    /// <summary>Whether the range leaves nothing to fit.</summary>
    internal bool IsFixed => Minimum == Maximum;

    // Positive constants (rates, times) are searched on a logarithmic scale, so that one step means one percentage.
    private bool Logarithmic => Minimum > 0;

    internal double ToUnit(double value) =>
        IsFixed ? 0
        : Logarithmic ? Math.Log(value / Minimum) / Math.Log(Maximum / Minimum)
        : (value - Minimum) / (Maximum - Minimum);

    internal double FromUnit(double unit) =>
        IsFixed
            ? Minimum
            : Math.Clamp(
                Logarithmic ? Minimum * Math.Exp(unit * Math.Log(Maximum / Minimum)) : Minimum + (unit * (Maximum - Minimum)),
                Minimum,
                Maximum
            );

    /// <summary>Curvature of the prior's penalty on a place in the range, per unit of row scatter; 0 without a prior.</summary>
    internal double PriorCurvature
    {
        get
        {
            var width =
                IsFixed || PriorSpread is not { } spread ? 0 : (Logarithmic ? Math.Log(Maximum / Minimum) : Maximum - Minimum) / spread;
            return width * width;
        }
    }

    /// <summary>
    /// Derivative of the value with respect to its place in the range, for turning errors of the one into errors of the other.
    /// </summary>
    internal double Slope(double value) =>
        IsFixed ? 0
        : Logarithmic ? value * Math.Log(Maximum / Minimum)
        : Maximum - Minimum;
}
