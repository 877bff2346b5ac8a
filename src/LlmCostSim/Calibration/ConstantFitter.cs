namespace LlmCostSim.Calibration;

/// <summary>
/// Fits named physical constants to measured rows. The residual of a row is log(predicted / measured); the objective is the sum of
/// √(r² + q²), which is the mean absolute percentage error but for the rows below <see cref="FitSearch.QuadraticBelow"/>; with
/// <see cref="FitOptions.Relative"/> r is predicted / measured − 1 in it.
/// </summary>
/// <remarks>
/// Levenberg-Marquardt steps on iteratively re-weighted squares (Holland and Welsch 1977; Marquardt 1963), each projected on the box of
/// possible values, then a coordinate search for the kinks of minima and ceilings. Deterministic: no random start.
/// </remarks>
internal static class ConstantFitter
{
    /// <summary>Fits the constants.</summary>
    /// <param name="parameters">The constants, each with its possible range.</param>
    /// <param name="measured">Measured values, all positive.</param>
    /// <param name="model">Predicts all rows from the constants.</param>
    /// <param name="weights">Weight of each row, or empty for equal weights.</param>
    /// <param name="options">How to search, or <see langword="null"/> for the defaults.</param>
    /// <returns>The constants with their uncertainty and the error left.</returns>
    /// <exception cref="ArgumentException">There are no rows, a measured value is not positive, or the weights do not match the
    /// rows.</exception>
    public static FitResult Fit(
        IReadOnlyList<FitParameter> parameters,
        IReadOnlyList<double> measured,
        FitModel model,
        IReadOnlyList<double>? weights = null,
        FitOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(model);
        if (measured.Count == 0 || measured.Any(value => !(value > 0 && double.IsFinite(value))))
        {
            throw new ArgumentException("A fit needs rows, and every measured value must be positive and finite.", nameof(measured));
        }

        if (weights is { Count: > 0 } && weights.Count != measured.Count)
        {
            throw new ArgumentException("There must be one weight per row.", nameof(weights));
        }

        var search = new FitSearch(parameters, measured, model, weights, options ?? FitOptions.Default);
        search.Descend();
        for (var round = 0; round < (options ?? FitOptions.Default).Rounds; round++)
        {
            search.Polish();
            search.Descend();
        }

        return Summarise(search);
    }

    private static FitResult Summarise(FitSearch search)
    {
        double sum = 0,
            absolute = 0,
            signed = 0;
        for (var row = 0; row < search.Residuals.Length; row++)
        {
            var error = Math.Exp(search.Residuals[row]) - 1;
            sum += search.Weight(row);
            absolute += search.Weight(row) * Math.Abs(error);
            signed += search.Weight(row) * error;
        }

        var uncertainty = FitUncertainty.Of(search);
        return new FitResult
        {
            Parameters = search.Parameters,
            Values = search.Values.ToArray(),
            StandardErrors = uncertainty.StandardErrors,
            Correlation = uncertainty.Correlation,
            MeanAbsolutePercentageError = absolute / sum,
            Bias = signed / sum,
        };
    }
}
