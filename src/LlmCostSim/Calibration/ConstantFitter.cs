using MathNet.Numerics.LinearAlgebra;

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
        var covariance = Covariance(search);
        var count = search.Parameters.Count;
        var errors = new double[count];
        var correlation = new double[count][];
        for (var i = 0; i < count; i++)
        {
            errors[i] = Math.Sqrt(Math.Max(covariance[i, i], 0)) * search.Parameters[i].Slope(search.Values[i]);
        }

        for (var i = 0; i < count; i++)
        {
            correlation[i] = new double[count];
            for (var j = 0; j < count; j++)
            {
                var scale = Math.Sqrt(covariance[i, i] * covariance[j, j]);
                correlation[i][j] =
                    i == j ? 1
                    : scale > 0 ? covariance[i, j] / scale
                    : 0;
            }
        }

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

        return new FitResult
        {
            Parameters = search.Parameters,
            Values = search.Values.ToArray(),
            StandardErrors = errors,
            Correlation = correlation,
            MeanAbsolutePercentageError = absolute / sum,
            Bias = signed / sum,
        };
    }

    // Sandwich (Huber 1967, White 1980): H⁻¹ (Σ w² r² g gᵀ) H⁻¹ over the constants that are free.
    private static Matrix<double> Covariance(FitSearch search)
    {
        var count = search.Parameters.Count;
        var full = Matrix<double>.Build.Dense(count, count);
        var jacobian = search.Jacobian();
        var free = Enumerable.Range(0, count).Where(search.IsFree).ToArray();
        if (free.Length == 0)
        {
            return full;
        }

        var bread = Matrix<double>.Build.Dense(free.Length, free.Length);
        var meat = Matrix<double>.Build.Dense(free.Length, free.Length);
        for (var row = 0; row < search.Residuals.Length; row++)
        {
            var weight = search.RobustWeight(row);
            var score = weight * search.Residuals[row];
            for (var i = 0; i < free.Length; i++)
            {
                for (var j = 0; j < free.Length; j++)
                {
                    var product = jacobian[free[i]][row] * jacobian[free[j]][row];
                    bread[i, j] += weight * product;
                    meat[i, j] += score * score * product;
                }
            }
        }

        // A prior counts as what it is: Gaussian, of known spread.
        for (var i = 0; i < free.Length; i++)
        {
            bread[i, i] += search.Prior(free[i]);
            meat[i, i] += FitSearch.RowScatter * search.Prior(free[i]);
        }

        var inverse = bread.PseudoInverse();
        var covariance = inverse * meat * inverse;
        for (var i = 0; i < free.Length; i++)
        {
            for (var j = 0; j < free.Length; j++)
            {
                full[free[i], free[j]] = covariance[i, j];
            }
        }

        return full;
    }
}
