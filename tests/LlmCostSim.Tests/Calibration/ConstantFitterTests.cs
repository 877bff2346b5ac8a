using LlmCostSim.Calibration;

namespace LlmCostSim.Tests.Calibration;

public sealed class ConstantFitterTests
{
    private static readonly double[] Sizes = Enumerable.Range(1, 200).Select(i => 1e3 * i * i).ToArray();

    // t = max(latency, bytes / rate) + floor: the kinked form of every kernel model.
    private static void Predict(ReadOnlySpan<double> c, Span<double> t)
    {
        for (var i = 0; i < t.Length; i++)
        {
            t[i] = Math.Max(c[0], Sizes[i] / c[1]) + c[2];
        }
    }

    private static FitParameter[] Parameters(double floorMaximum = 1e-4) =>
        [new("latency", 2e-6, 1e-7, 1e-3), new("rate", 1e12, 1e10, 1e14), new("floor", 1e-5, 0, floorMaximum)];

    private static double[] Measured(double noise)
    {
        var random = new Random(7);
        var t = new double[Sizes.Length];
        Predict([8e-6, 1.7e12, 3e-6], t);
        return t.Select(x => x * Math.Exp(noise * ((2 * random.NextDouble()) - 1))).ToArray();
    }

    [Fact]
    public void Fit_ExactData_FindsTheConstants()
    {
        var fit = ConstantFitter.Fit(Parameters(), Measured(0), Predict);

        Assert.Equal(1.7e12, fit["rate"], 1.7e12 * 0.005);
        Assert.Equal(11e-6, fit["latency"] + fit["floor"], 11e-6 * 0.005);
        Assert.True(fit.MeanAbsolutePercentageError < 0.002, $"{fit.MeanAbsolutePercentageError}");
    }

    [Fact]
    public void Fit_NoiseAndOutliers_StaysNearTheTruthAndSaysHowSure()
    {
        var measured = Measured(0.05);
        for (var i = 0; i < measured.Length; i += 20)
        {
            measured[i] *= 3;
        }

        var fit = ConstantFitter.Fit(Parameters(), measured, Predict);

        Assert.InRange(fit["rate"], 1.7e12 * 0.97, 1.7e12 * 1.03);
        Assert.InRange(fit.StandardErrors[1] / fit["rate"], 0.001, 0.03);
        Assert.InRange(fit.Correlation[0][2], -1, -0.5); // latency and floor trade against each other
    }

    [Fact]
    public void Fit_ConstantAtItsBound_StaysInRange()
    {
        var fit = ConstantFitter.Fit(Parameters(floorMaximum: 1e-5), Measured(0).Select(t => t + 5e-5).ToArray(), Predict);

        Assert.InRange(fit["floor"], 0, 1e-5);
    }

    [Fact]
    public void Fit_FixedConstant_IsNotMoved()
    {
        FitParameter[] parameters = [new("latency", 8e-6, 8e-6, 8e-6), new("rate", 1e12, 1e10, 1e14), new("floor", 1e-5, 0, 1e-4)];

        var fit = ConstantFitter.Fit(parameters, Measured(0), Predict);

        Assert.Equal(8e-6, fit["latency"]);
        Assert.Equal(0, fit.StandardErrors[0]);
        Assert.Equal(3e-6, fit["floor"], 1e-7);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameBits()
    {
        var measured = Measured(0.1);
        Assert.Equal(
            ConstantFitter.Fit(Parameters(), measured, Predict).Values,
            ConstantFitter.Fit(Parameters(), measured, Predict).Values
        );
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void Fit_MeasuredValueNotPositive_IsRejected(double value) =>
        Assert.Throws<ArgumentException>(() => ConstantFitter.Fit(Parameters(), [value], Predict));

    // Nine waits of 60 µs and six of 10: the median is 60, but a prediction of 60 is wrong by 500 % for every wait of 10.
    [Theory]
    [InlineData(false, 60e-6)]
    [InlineData(true, 10e-6)]
    public void Fit_RowsThatScatterByFactors_HeadsForTheMedianOrTheLeastPercentageError(bool relative, double expected)
    {
        double[] measured = [.. Enumerable.Repeat(60e-6, 9), .. Enumerable.Repeat(10e-6, 6)];

        var fit = ConstantFitter.Fit(
            [new("wait", 25e-6, 1e-6, 1e-4)],
            measured,
            (c, t) => t.Fill(c[0]),
            options: new FitOptions { Relative = relative }
        );

        Assert.Equal(expected, fit["wait"], 0.02 * expected);
    }

    [Fact]
    public void FitParameter_StartOutsideItsRange_IsRejected() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FitParameter("x", 2, 0, 1));

    [Fact]
    public void ShapeSplit_ManyShapes_KeepsBackAboutOneInFive()
    {
        var held = 0;
        for (var i = 0; i < 5000; i++)
        {
            held += ShapeSplit.IsHeldOut(5, i % 50, 64 * (i / 50), 128) ? 1 : 0;
        }

        Assert.InRange(held, 880, 1120);
        Assert.Equal(ShapeSplit.IsHeldOut(5, 1, 2, 3), ShapeSplit.IsHeldOut(5, 1, 2, 3));
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 50).Select(i => ShapeSplit.Part(5, i, 64, 128)).Distinct().Order());
    }
}
