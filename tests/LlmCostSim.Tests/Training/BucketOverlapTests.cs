using FsCheck;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>Gradient buckets: the closed form against playing them one after the other.</summary>
public class BucketOverlapTests
{
    [Property]
    public void Exposed_EqualBuckets_IsTheReplay(
        PositiveInt chunks,
        PositiveInt buckets,
        PositiveInt round,
        PositiveInt communication,
        PositiveInt pass
    )
    {
        var (v, n, p) = (1 + (chunks.Get % 6), 1 + (buckets.Get % 40), 1 + (round.Get % 16));
        var (all, compute) = (1e-3 * communication.Get, 1e-3 * pass.Get);
        Assert.Equal(Replay(v, n, p, all, compute), new BucketOverlap(v, n, p).Exposed(all, compute), 1e-9 * (all + (p * compute)));
    }

    [Property]
    public void Exposed_AnyBuckets_IsBetweenTheLastBucketAndAllOfIt(
        PositiveInt chunks,
        PositiveInt buckets,
        PositiveInt communication,
        PositiveInt pass
    )
    {
        var overlap = new BucketOverlap(1 + (chunks.Get % 6), 1 + (buckets.Get % 40), 4);
        var (all, compute) = (1e-3 * communication.Get, 1e-3 * pass.Get);
        Assert.InRange(overlap.Exposed(all, compute), (all / overlap.Transfers) - 1e-12, all + 1e-12);
        Assert.True(overlap.Exposed(all * 1.1, compute) >= overlap.Exposed(all, compute));
        Assert.True(overlap.Exposed(all, compute * 1.1) <= overlap.Exposed(all, compute) + 1e-12);
    }

    [Fact]
    public void Exposed_OneBucket_HidesNothing() => Assert.Equal(2, new BucketOverlap(1, 1, 8).Exposed(2, 100));

    /// <summary>
    /// Seconds from the end of the last pass to the end of the last transfer. Earlier chunks leave whole, in the order in which they are
    /// done, the last one bucket by bucket.
    /// </summary>
    private static double Replay(int chunks, int buckets, int round, double all, double pass)
    {
        var (chunk, compute) = (all / chunks, pass / chunks);
        var free = double.NegativeInfinity;
        for (var before = chunks - 1; before >= 1; before--)
        {
            free = Math.Max(free, -before * round * compute) + chunk;
        }

        for (var bucket = 1; bucket <= buckets; bucket++)
        {
            free = Math.Max(free, -compute * (buckets - bucket) / buckets) + (chunk / buckets);
        }

        return Math.Max(0, free);
    }
}
