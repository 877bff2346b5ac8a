using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ToyExchange;

namespace LlmCostSim.Tests.Training;

/// <summary>How data-parallel exchange hides behind the passes, by hand on <see cref="ToyExchange"/>.</summary>
public class DataOverlapTests
{
    /// <summary>Gathering ahead hides behind the micro-batch's compute of 0.3 s.</summary>
    [Fact]
    public void Gather_Overlapping_HidesBehindCompute()
    {
        var strategy = new TrainingStrategy { Layout = Layout, Sharding = Sharding.FsdpFull };
        var waited = Of(strategy).Exchange.Seconds(1) / 5;
        var hidden = Of(strategy, Pace with { Overlap = CommunicationOverlap.Gather, OverlapSlowdown = 0.1 }).Exchange.Seconds(1) / 5;
        Near(Math.Max(0, waited - 0.3) + (0.1 * Math.Min(waited, 0.3)), hidden);
    }

    private static (DataExchange Exchange, DataGroups Groups) Overlapping(double elements, double perRank) =>
        Of(
            new TrainingStrategy { Layout = Layout, Sharding = Sharding.Zero1 },
            Pace with
            {
                Overlap = CommunicationOverlap.Data,
                GradientBucketElements = elements,
                GradientBucketElementsPerRank = perRank,
                OverlapSlowdown = 0.1,
            }
        );

    /// <summary>As many buckets as the gradients fill, of 2·10⁷ elements each, or of 10⁶ for each of 16 ranks; each pays its latency.</summary>
    [Theory]
    [InlineData(2e7, 0, 6.5)]
    [InlineData(1e7, 1e6, 130 / 16.0)]
    [InlineData(1e9, 0, 1)]
    public void Buckets_OfOverlappingGradients_PayTheirLatencyEach(double elements, double perRank, double buckets)
    {
        var (exchange, groups) = Overlapping(elements, perRank);
        Near(buckets, exchange.Pieces);
        Near(4 * buckets * Both(CollectiveKind.ReduceScatter, 4 / buckets, groups), exchange.Reduce);
        Near(4 * buckets * Both(CollectiveKind.AllGather, 2 / buckets, groups), exchange.Gather);
    }

    [Fact]
    public void Buckets_OfOverlappingGradients_HideBehindTheirPasses()
    {
        var exchange = Overlapping(2e7, 0).Exchange;
        Near(0.2, exchange.BackwardPass);
        Near(0.1, exchange.ForwardPass);
        Assert.Equal((1, 1, 0), (exchange.Times, exchange.Round, exchange.Settled));
    }

    /// <summary>One chunk: max(c/n, c − C(n − 1)/n) of each is exposed, and a tenth of the rest slows compute.</summary>
    [Theory]
    [InlineData(2e7, 0, 6.5)]
    [InlineData(1e7, 1e6, 130 / 16.0)]
    [InlineData(1e9, 0, 1)]
    public void Seconds_OfBuckets_AreWhatIsExposed(double elements, double perRank, double buckets)
    {
        var exchange = Overlapping(elements, perRank).Exchange;
        double Exposed(double c, double pass) => Math.Max(c / buckets, c - (pass * (buckets - 1) / buckets));
        var (reduce, gather) = (Exposed(exchange.Reduce, 0.2), Exposed(exchange.Gather, 0.1));
        Near(reduce + (0.1 * (exchange.Reduce - reduce)) + gather + (0.1 * (exchange.Gather - gather)), exchange.Seconds(1));
    }

    /// <summary>
    /// ZeRO-2 behind the passes reduces once per micro-batch; a pipeline's chunks are as many micro-batches apart as there are stages, or
    /// as there are micro-batches.
    /// </summary>
    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(4, 1, 4)]
    [InlineData(9, 1, 5)]
    public void Buckets_OfAPipeline_HaveTheirTimesAndRounds(int pipeline, int times, int round)
    {
        var (exchange, _) = Of(
            new TrainingStrategy
            {
                Layout = Layout with { Pipeline = pipeline, Data = 2, Context = 1, Expert = 1 },
                Sharding = Sharding.Zero2,
            },
            Pace with
            {
                Overlap = CommunicationOverlap.Data,
            }
        );
        Assert.Equal((times, round), (exchange.Times, exchange.Round));
    }

    /// <summary>
    /// FSDP in a pipeline keeps weights gathered for the step and reduces once (Llama 3, section 3.3.2), a piece per layer.
    /// </summary>
    [Fact]
    public void GradOp_InAPipeline_ReducesOncePerStep()
    {
        var strategy = new TrainingStrategy { Layout = Layout with { Pipeline = 2 }, Sharding = Sharding.FsdpGradOp };
        var (waited, groups) = Of(strategy);
        var gathered = Both(CollectiveKind.AllGather, 2, groups, ByHand.Dense + ByHand.Adapters);
        Near(4 * (Both(CollectiveKind.ReduceScatter, 4, groups) + gathered), waited.Seconds(1));
        // Frozen weights are gathered all the same.
        var lora = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear);
        Near(
            4 * (Both(CollectiveKind.ReduceScatter, 4, groups, ByHand.Adapters, 0) + gathered),
            Of(strategy with { Adapter = lora }).Exchange.Seconds(1)
        );
        var (exchange, _) = Of(strategy, Pace with { Overlap = CommunicationOverlap.Gather });
        Assert.Equal((3, 1), (exchange.Pieces, exchange.Times));
        Assert.True(exchange.Reduce > 0);
        Assert.Equal(0, Of(strategy, Pace with { Overlap = CommunicationOverlap.Data }).Exchange.Reduce);
    }

    /// <summary>Several chunks: each has its share of the buckets, at least one.</summary>
    [Fact]
    public void Exchange_OverChunks_SharesItsPieces()
    {
        var exchange = new DataExchange
        {
            Settled = 1,
            Reduce = 6,
            Gather = 3,
            BackwardPass = 4,
            ForwardPass = 2,
            Pieces = 8,
            Times = 3,
            Round = 2,
            Slowdown = 0.5,
        };
        var (reduce, gather) = (new BucketOverlap(4, 2, 2).Exposed(6, 4), new BucketOverlap(4, 2, 2).Exposed(3, 2));
        Assert.Equal(1 + (3 * (reduce + (0.5 * (6 - reduce)))) + gather + (0.5 * (3 - gather)), exchange.Seconds(4), 1e-12);
        var single = exchange with { Pieces = 2, Slowdown = 0 };
        Assert.Equal(
            1 + (3 * new BucketOverlap(4, 1, 2).Exposed(6, 4)) + new BucketOverlap(4, 1, 2).Exposed(3, 2),
            single.Seconds(4),
            1e-12
        );
        Assert.Equal(1, (exchange with { Reduce = 0, Gather = 0 }).Seconds(4));
        Assert.Equal(1 + new BucketOverlap(1, 8, 2).Exposed(3, 2), (exchange with { Reduce = 0, Slowdown = 0 }).Seconds(1), 1e-12);
    }
}
