using MathNet.Numerics.LinearAlgebra;

namespace LlmCostSim.Calibration;

/// <summary>How sure the constants of a fit are, and how they hang together.</summary>
/// <param name="StandardErrors">Standard error of each constant; 0 for one that was not free.</param>
/// <param name="Correlation">Correlation of the estimates; the identity where a constant was not free.</param>
internal sealed record FitUncertainty(double[] StandardErrors, double[][] Correlation)
{
    /// <summary>Of a search that has ended.</summary>
    public static FitUncertainty Of(FitSearch search)
    {
        var covariance = Covariance(search);
        var count = search.Parameters.Count;
        var errors = new double[count];
        var correlation = new double[count][];
        for (var i = 0; i < count; i++)
        {
            errors[i] = Math.Sqrt(Math.Max(covariance[i, i], 0)) * search.Parameters[i].Slope(search.Values[i]);
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

        return new FitUncertainty(errors, correlation);
    }

    // Sandwich (Huber 1967, White 1980): H⁻¹ (Σ w² r² g gᵀ) H⁻¹ over the constants that are free.
    private static Matrix<double> Covariance(FitSearch search)
    {
        var count = search.Parameters.Count;
        var full = Matrix<double>.Build.Dense(count, count);
        int[] free = [.. Enumerable.Range(0, count).Where(search.IsFree)];
        if (free.Length == 0)
        {
            return full;
        }

        var (bread, meat) = Sandwich(search, free);
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

    private static (Matrix<double> Bread, Matrix<double> Meat) Sandwich(FitSearch search, int[] free)
    {
        var jacobian = search.Jacobian();
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

        return (bread, meat);
    }
}
