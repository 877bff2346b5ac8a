namespace LlmCostSim.Calibration;

/// <summary>How sure a prediction is: scatter from case to case, and what all cases on one machine and stack share.</summary>
/// <param name="Below">Logarithm of the point over its 10 % quantile from scatter alone; 0 or more.</param>
/// <param name="Above">Logarithm of the 90 % quantile over the point from scatter alone.</param>
/// <param name="Shared">Half-width, as a logarithm, of what is unknown but the same in all cases on one machine.</param>
internal readonly record struct Spread(double Below, double Above, double Shared)
{
    // Half-width of an 80 % interval of a normal distribution in standard deviations.
    private const double EightyPercent = 1.2815515655446004;

    /// <summary>Factors on the point: 10 % and 90 % quantiles.</summary>
    public (double Low, double High) Factors => (Math.Exp(-Widening.Sum(Below, Shared)), Math.Exp(Widening.Sum(Above, Shared)));

    /// <summary>The spread of a class on a machine that was measured, widened for sizes that were not.</summary>
    /// <param name="name">Class of the prediction.</param>
    /// <param name="hidden">Hidden size of the model; 0 where there is none.</param>
    /// <param name="nodes">Nodes of the job.</param>
    public static Spread OfMeasured(string name, double hidden, double nodes)
    {
        var measured = Residuals.Default.Find(name);
        return new Spread(-Math.Log(measured.Low), Math.Log(measured.High), hidden > 0 ? Widening.Distance(measured, hidden, nodes) : 0);
    }

    /// <summary>The spread of a class, widened for what was not measured.</summary>
    /// <param name="name">Class of the prediction.</param>
    /// <param name="shared">Half-width of what all cases share.</param>
    /// <param name="hidden">Hidden size of the model.</param>
    /// <param name="nodes">Nodes of the job.</param>
    /// <param name="otherStack">Whether the constants are of another stack than the class's.</param>
    public static Spread Of(string name, double shared, double hidden, double nodes, bool otherStack = false)
    {
        var measured = Residuals.Default.Find(name);

        // Constants of another stack are wrong in part by what all jobs share, in part from job to job: launches count in small ones, overlap in large ones.
        var stack = measured.Name == name && !otherStack ? 0 : Widening.OtherStack;
        return new Spread(Widening.Sum(Math.Log(measured.Low), stack), Widening.Sum(Math.Log(measured.High), stack), Widening.Sum(shared, stack, Widening.OtherCluster, Widening.Distance(measured, hidden, nodes)));
    }

    /// <summary>
    /// What one measurement of another case on the same machine teaches (normal prior of the shared part, normal scatter): the logarithm to move by, and the spread left.
    /// </summary>
    /// <param name="logRatio">Logarithm of measured over predicted.</param>
    public (double Shift, Spread Left) Learn(double logRatio)
    {
        var (scatter, shared) = ((Below + Above) / 2 / EightyPercent, Shared / EightyPercent);
        var total = (shared * shared) + (scatter * scatter);
        var share = total > 0 ? shared * shared / total : 0;
        return (share * logRatio, this with { Shared = Shared * Math.Sqrt(1 - share) });
    }
}
