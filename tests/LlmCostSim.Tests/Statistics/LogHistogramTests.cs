using LlmCostSim.Statistics;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Statistics;

public class LogHistogramTests
{
    [Property]
    public void Quantile_RandomValues_IsWithinAClassOfTheExactOne(Seed seed)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, 1 + random.Next(2000)).Select(_ => Math.Exp((random.NextDouble() * 20) - 10)).Order().ToArray();
        var histogram = new LogHistogram();
        Array.ForEach(values, histogram.Add);
        foreach (var share in new[] { 0.0, 0.1, 0.5, 0.9, 0.99, 1 })
        {
            // The smallest value that at least this share does not exceed.
            var exact = values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];
            Assert.InRange(histogram.Quantile(share) / exact, 1 - (1 / 256.0), 1 + (1 / 256.0));
        }

        Assert.Equal((values[0], values[^1]), (histogram.Least, histogram.Largest));
        Assert.Equal(1, histogram.Mean / values.Average(), 1e-12);
    }

    [Fact]
    public void Quantile_EqualValues_IsTheValue()
    {
        var histogram = new LogHistogram();
        histogram.Add(0.3);
        histogram.Add(0.3);
        Assert.Equal(0.3, histogram.Quantile(0.5));
        Assert.Equal(0, new LogHistogram().Quantile(0.5));
    }
}
