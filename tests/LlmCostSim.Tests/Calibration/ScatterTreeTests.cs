using LlmCostSim.Calibration;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Calibration;

public sealed class ScatterTreeTests
{
    // Student's 90 % quantiles: tables, for example NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
    private const double Normal = 1.2816,
        FiveDegrees = 1.476,
        NineDegrees = 1.383;

    [Fact]
    public void Of_ManyIndependentRows_AreTheirOwn()
    {
        // 999 rows of as many groups, evenly from -1 to 1.
        var (low, high) = Quantiles(Enumerable.Range(1, 999).Select(i => new ScatterRow("a", $"m{i}", (i / 500.0) - 1)), "a");

        Assert.Equal(-0.8, low, 0.01);
        Assert.Equal(0.8, high, 0.01);
    }

    [Fact]
    public void Of_RowsOfFewGroups_LieFartherApart()
    {
        var many = Quantiles(Rows(40), "a");
        var few = Quantiles(Rows(4), "a");

        Assert.True(few.Low < many.Low && few.High > many.High);

        // The same 80 logarithms, dealt out to so many models that miss as one.
        static IEnumerable<ScatterRow> Rows(int models) =>
            Enumerable.Range(0, 80).Select(i => new ScatterRow("a", $"m{i * models / 80}", (i / 40.0) - 1));
    }

    [Fact]
    public void Of_ClassBelowAnother_IsDrawnTowardsItByWhatBothAreWorth()
    {
        // Four groups of one row each and ±0.1 below a class that has four more of ±0.3: worth 4 and 8, scales 0.1 and 0.3 over 1.28.
        ScatterRow[] rows = [.. Signs("a/near", 0.1, 4), .. Signs("a/far", 0.3, 4)];
        var scale = Math.Sqrt(((4 * 0.01) + (5 * 0.09)) / 9) / Normal;
        var side = Math.Sqrt(((2 * Math.Pow(0.1 / Normal, 2)) + (5 * scale * scale)) / 7);

        var (low, high) = Quantiles(rows, "a/near");

        Assert.Equal(-NineDegrees * side, low, 1e-3);
        Assert.Equal(NineDegrees * side, high, 1e-3);
    }

    [Fact]
    public void Of_ClassWithTheRowsOfTheOneAbove_CountsThemOnce() =>
        Assert.Equal(Quantiles(Signs("a", 0.2, 6), "a"), Quantiles(Signs("a/b/c", 0.2, 6), "a/b/c"));

    [Fact]
    public void Without_Group_IsTheTreeOfTheOtherRows()
    {
        ScatterRow[] rows = [.. Signs("a/b", 0.1, 6), .. Signs("a/c", 0.3, 6)];

        var left = new ScatterTree(rows).Without("m2").Of(5);

        Assert.Equal(new ScatterTree(rows.Where(row => row.Group != "m2")).Of(5), left);
    }

    [Property]
    public void Of_WiderSister_NeverNarrows(double first, double second, double wider)
    {
        ScatterRow[] rows = [new("a/x", "a", Bounded(first)), new("a/x", "b", Bounded(second)), new("a/x", "c", 0)];
        var near = Quantiles([.. rows, .. Signs("a/y", 0.1, 8)], "a/x");
        var far = Quantiles([.. rows, .. Signs("a/y", 0.1 + Math.Abs(Bounded(wider)), 8)], "a/x");

        Assert.True(far.Low <= near.Low && near.Low <= 0);
        Assert.True(far.High >= near.High && near.High >= 0);
    }

    [Fact]
    public void UnmeasuredBelowRows_WorthOfFiveRows_IsStudentsQuantileOverTheNormalOne() =>
        Assert.Equal(FiveDegrees / Normal, Scatter.UnmeasuredBelowRows(5), 1e-3);

    /// <summary>Fewer and fewer rows of a class make of it one that was not measured: Student's factor of the class above does not stay.</summary>
    [Fact]
    public void Unmeasured_ClassAboveOfFewRows_IsTheLimitOfAClassOfNoRows()
    {
        const double Worth = 5;
        var above = new Scatter(0.2, 0.2, 7);
        var empty = new Scatter(0.2, 0.2, Worth);

        Assert.Equal(empty.Quantiles.High, above.Unmeasured(Worth) * above.Quantiles.High, 1e-12);
        Assert.InRange(above.Unmeasured(Worth), 1, Scatter.UnmeasuredBelowRows(Worth));
    }

    [Fact]
    public void LogDensity_OverAllLogarithms_AddsUpToOne()
    {
        var scatter = new Scatter(0.1, 0.3, 4);
        const double Step = 1e-3;

        var sum = Enumerable.Range(-40_000, 80_000).Sum(i => Step * Math.Exp(scatter.LogDensity((i + 0.5) * Step)));

        Assert.Equal(1, sum, 1e-3);
    }

    private static (double Low, double High) Quantiles(IEnumerable<ScatterRow> rows, string name) =>
        new ScatterTree(rows).Of(5)[name].Quantiles;

    private static IEnumerable<ScatterRow> Signs(string name, double size, int groups) =>
        Enumerable.Range(0, groups).Select(i => new ScatterRow(name, $"m{i}", i % 2 == 0 ? size : -size));

    private static double Bounded(double value) => double.IsFinite(value) ? value % 1 : 0.5;
}
