using MathNet.Numerics.Distributions;

namespace LlmCostSim.Calibration;

/// <summary>
/// The distribution of the logarithm of measured over predicted for one more group of a class: Student's around 0, with a scale of its own
/// on each side.
/// </summary>
/// <param name="Below">Scale of what lies below the prediction.</param>
/// <param name="Above">Scale of what lies above it.</param>
/// <param name="Freedom">Degrees of freedom: what the scales are known from.</param>
/// <remarks>Described in docs/uncertainty.md, "From few models to quantiles".</remarks>
internal readonly record struct Scatter(double Below, double Above, double Freedom)
{
    /// <summary>Logarithms of the 10 % and 90 % quantiles; at most and at least 0.</summary>
    public (double Low, double High) Quantiles => (-HalfWidth(Freedom) * Below, HalfWidth(Freedom) * Above);

    /// <summary>
    /// How many times as far apart as its own the quantiles of a class below it lie of which nothing was measured: that one's scale is this
    /// one's, known no better than sister classes are alike. So Student's factor for few rows, which is in these quantiles, gives way to its.
    /// </summary>
    /// <param name="worthOfAbove">How many independent rows the class above counts for.</param>
    public double Unmeasured(double worthOfAbove) => HalfWidth(worthOfAbove) / HalfWidth(Freedom);

    /// <summary>The same of a class whose quantiles are those of its rows.</summary>
    /// <param name="worthOfAbove">How many independent rows the class above counts for.</param>
    public static double UnmeasuredBelowRows(double worthOfAbove) => HalfWidth(worthOfAbove) / EightyPercent.HalfWidth;

    /// <summary>Logarithm of the density.</summary>
    /// <param name="log">Logarithm of measured over predicted.</param>
    public double LogDensity(double log) => StudentT.PDFLn(0, 1, Freedom, log / (log < 0 ? Below : Above)) + Math.Log(2 / (Below + Above));

    // Below one degree of freedom a 90 % quantile says nothing.
    private static double HalfWidth(double freedom) => StudentT.InvCDF(0, 1, Math.Max(1, freedom), 0.9);
}
