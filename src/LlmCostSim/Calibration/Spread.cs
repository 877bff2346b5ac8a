using static LlmCostSim.Calibration.EightyPercent;

namespace LlmCostSim.Calibration;

/// <summary>How sure a prediction is: scatter from case to case, and what all cases on one machine and stack share.</summary>
/// <param name="Below">Logarithm of the point over its 10 % quantile from scatter alone; 0 or more.</param>
/// <param name="Above">Logarithm of the 90 % quantile over the point from scatter alone.</param>
/// <param name="Shared">Half-width, as a logarithm, of what is unknown but the same in all cases on one machine.</param>
internal readonly record struct Spread(double Below, double Above, double Shared)
{
    /// <summary>Factors on the point: 10 % and 90 % quantiles.</summary>
    public (double Low, double High) Factors => (Math.Exp(-Widening.Sum(Below, Shared)), Math.Exp(Widening.Sum(Above, Shared)));

    /// <summary>Whether a measurement lies within the interval.</summary>
    /// <param name="ratio">Measured over predicted.</param>
    public bool Covers(double ratio) => Covers(Factors, ratio);

    /// <summary>Whether a measurement lies between two factors on its prediction.</summary>
    /// <param name="factors">10 % and 90 % quantiles of measured over predicted.</param>
    /// <param name="ratio">Measured over predicted.</param>
    public static bool Covers((double Low, double High) factors, double ratio) => ratio >= factors.Low && ratio <= factors.High;

    /// <summary>Whether the very class of a prediction was measured, and not only the one above it.</summary>
    /// <param name="name">Class of the prediction.</param>
    public static bool IsMeasured(string name) => Residuals.Default.Find(name).Name == name;

    /// <summary>The spread of a class on a machine that was measured, widened for sizes that were not.</summary>
    /// <param name="name">Class of the prediction.</param>
    /// <param name="model">The model's <see cref="ModelShape"/>; empty where the class depends on no constants fitted to models.</param>
    /// <param name="hidden">Hidden size of the model; 0 where there is none.</param>
    /// <param name="nodes">Nodes of the job.</param>
    /// <param name="shared">Half-width of what all cases share besides.</param>
    public static Spread Of(string name, string model, double hidden, double nodes, double shared = 0)
    {
        var (low, high) = Residuals.Default.Of(name, model);
        return new Spread(
            -Math.Log(low),
            Math.Log(high),
            Widening.Sum(shared, hidden > 0 ? Widening.Distance(Residuals.Default.Find(name), hidden, nodes) : 0)
        );
    }

    /// <summary>
    /// The spread under constants of another stack: wrong in part by what all jobs share, in part from job to job, since launches count in
    /// small ones, overlap in large ones.
    /// </summary>
    /// <param name="resolved">Whether a <see cref="StackDoubt"/> says what is shared, constant by constant.</param>
    public Spread OfOtherStack(bool resolved = false) =>
        new(
            Widening.Sum(Below, Widening.OtherStackScatter),
            Widening.Sum(Above, Widening.OtherStackScatter),
            resolved ? Shared : Widening.Sum(Shared, Widening.OtherStack)
        );

    /// <summary>The same spread, a part of whose variance is shared by all jobs of one kind.</summary>
    /// <param name="part">The part, 0 to 1.</param>
    public Spread Sharing(double part) =>
        new(Below * Math.Sqrt(1 - part), Above * Math.Sqrt(1 - part), Widening.Sum(Shared, (Below + Above) / 2 * Math.Sqrt(part)));

    /// <summary>
    /// What a measurement of the very job teaches: all that is unknown of it shows in it, but for what two measurements of one job differ
    /// by.
    /// </summary>
    /// <param name="doubt">What its time owes to constants of a stack that nobody measured.</param>
    /// <param name="repeated">Half-width, as a logarithm, of measurements of one job.</param>
    /// <param name="logRatio">Logarithm of measured over predicted.</param>
    public (double Shift, Spread Left) LearnItself(StackDoubt doubt, double repeated, double logRatio)
    {
        var scatter = (Below + Above) / 2;
        var unknown = (scatter * scatter) + (Shared * Shared) + (HalfWidth * HalfWidth * StackDoubt.Covariance(doubt, doubt));
        var share = unknown > 0 ? unknown / (unknown + (repeated * repeated)) : 0;
        var left = repeated * Math.Sqrt(share);
        return (share * logRatio, new Spread(left, left, 0));
    }

    /// <summary>
    /// What a measurement of one job teaches about another on the same machine (normal prior of what they share, normal scatter of each):
    /// the logarithm to move the other by, and the spread left.
    /// </summary>
    /// <param name="measured">Spread of the measured job.</param>
    /// <param name="measuredDoubt">What its time owes to constants of a stack that nobody measured.</param>
    /// <param name="asked">Spread of the job that is asked for.</param>
    /// <param name="askedDoubt">The same of it.</param>
    /// <param name="logRatio">Logarithm of measured over predicted.</param>
    public static (double Shift, Spread Left) Learn(
        in Spread measured,
        StackDoubt measuredDoubt,
        in Spread asked,
        StackDoubt askedDoubt,
        double logRatio
    )
    {
        var covariance =
            (Math.Min(measured.Shared, asked.Shared) * Math.Min(measured.Shared, asked.Shared) / (HalfWidth * HalfWidth))
            + StackDoubt.Covariance(measuredDoubt, askedDoubt);
        var scatter = (measured.Below + measured.Above) / 2;
        var total =
            (((measured.Shared * measured.Shared) + (scatter * scatter)) / (HalfWidth * HalfWidth))
            + StackDoubt.Covariance(measuredDoubt, measuredDoubt);
        var share = total > 0 ? covariance / total : 0;
        var left =
            (asked.Shared * asked.Shared / (HalfWidth * HalfWidth)) + StackDoubt.Covariance(askedDoubt, askedDoubt) - (share * covariance);
        return (share * logRatio, asked with { Shared = HalfWidth * Math.Sqrt(Math.Max(0, left)) });
    }
}
