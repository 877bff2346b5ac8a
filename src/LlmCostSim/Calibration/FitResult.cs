namespace LlmCostSim.Calibration;

/// <summary>What a fit found: the constants, how sure they are, how they hang together, and what error is left.</summary>
public sealed record FitResult
{
    /// <summary>The parameters, in the order they were given.</summary>
    public required IReadOnlyList<FitParameter> Parameters { get; init; }

    /// <summary>Fitted values, in the order of the parameters.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>
    /// Standard error of each value (sandwich estimate, valid for rows of unequal scatter); 0 for a fixed constant and for one that ended
    /// on a bound of its range.
    /// </summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>
    /// Correlation of the estimates, row by row in the order of the parameters; the identity where a constant was not free.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<double>> Correlation { get; init; }

    /// <summary>Weighted mean of |predicted / measured − 1| as a fraction.</summary>
    public required double MeanAbsolutePercentageError { get; init; }

    /// <summary>Weighted mean of predicted / measured − 1 as a fraction.</summary>
    public required double Bias { get; init; }

    /// <summary>Value of one constant.</summary>
    /// <param name="name">Name of the constant.</param>
    /// <returns>Its fitted value.</returns>
    /// <exception cref="KeyNotFoundException">No constant has that name.</exception>
    internal double this[string name]
    {
        get
        {
            for (var i = 0; i < Parameters.Count; i++)
            {
                if (Parameters[i].Name == name)
                {
                    return Values[i];
                }
            }

            throw new KeyNotFoundException($"No constant '{name}' was fitted.");
        }
    }
}
