using LlmCostSim.Serving;
using LlmCostSim.Statistics;

namespace LlmCostSim.Tests.Serving;

public class LengthDistributionTests
{
    public static TheoryData<string, double, double> Distributions =>
        new()
        {
            { "constant", 300, 0 },
            { "uniform", 300, 200 / Math.Sqrt(12) },
            { "normal", 300, 50 },
            { "lognormal", 300, 200 },
            { "exponential", 300, 300 },
            { "empirical", 250, Math.Sqrt(((150.0 * 150 * 1) + (50 * 50 * 1) + (50 * 50 * 4)) / 6) },
        };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Sample_ManyTimes_HasMeanAndDeviation(string name, double mean, double deviation)
    {
        var distribution = name switch
        {
            "constant" => LengthDistribution.Constant(300),
            "uniform" => LengthDistribution.Uniform(200, 400),
            "normal" => LengthDistribution.Normal(300, 50),
            "lognormal" => LengthDistribution.LogNormal(300, 200),
            "exponential" => LengthDistribution.Exponential(300),
            _ => LengthDistribution.Empirical([100, 200, 300], [1, 1, 4]),
        };
        const int Draws = 200_000;
        var stream = new SeededStream(7, 1);
        double sum = 0,
            squares = 0;
        for (var i = 0; i < Draws; i++)
        {
            double drawn = distribution.Sample(ref stream);
            (sum, squares) = (sum + drawn, squares + (drawn * drawn));
        }

        Assert.InRange(sum / Draws, mean * 0.99, mean * 1.01);
        Assert.InRange(
            Math.Sqrt(Math.Max(0, (squares / Draws) - (sum / Draws * (sum / Draws)))),
            deviation * 0.98,
            (deviation * 1.02) + 1e-6
        );
        Assert.Equal(mean, distribution.Mean, 1e-9);
    }

    [Fact]
    public void Sample_OutOfLimits_IsKeptWithin()
    {
        var stream = new SeededStream(1, 1);
        var distribution = LengthDistribution.Normal(100, 1000, 50, 150);
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(distribution.Sample(ref stream), 50, 150);
        }
    }
}
