using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Training.ByHand;
using static LlmCostSim.Tests.Training.ToyExchange;

namespace LlmCostSim.Tests.Training;

/// <summary>What data-parallel ranks exchange in a step and how long it takes, by hand on <see cref="ToyExchange"/>.</summary>
public class DataParallelTimeTests
{
    /// <summary>Plain: one all-reduce of fp32 gradients after the last micro-batch; experts among the ranks that hold the same.</summary>
    [Fact]
    public void Seconds_WithoutSharding_AreOneAllReduce()
    {
        var (exchange, groups) = Of(new TrainingStrategy { Layout = Layout });
        Near(4 * Both(CollectiveKind.AllReduce, 4, groups), exchange.Seconds(1));
        Assert.Equal((0, 0), (exchange.Reduce, exchange.Gather));
    }

    /// <summary>
    /// ZeRO-1: gradients scattered in fp32, weights gathered in 16 bits. ZeRO-2 scatters those of every micro-batch, but in a pipeline.
    /// </summary>
    [Theory]
    [InlineData(Sharding.Zero1, 1, 1)]
    [InlineData(Sharding.Zero2, 1, 5)]
    [InlineData(Sharding.Zero2, 2, 1)]
    public void Seconds_OfZero_ScatterAndGather(Sharding sharding, int pipeline, int times)
    {
        var (exchange, groups) = Of(new TrainingStrategy { Layout = Layout with { Pipeline = pipeline }, Sharding = sharding });
        Near(
            4 * ((times * Both(CollectiveKind.ReduceScatter, 4, groups)) + Both(CollectiveKind.AllGather, 2, groups)),
            exchange.Seconds(1)
        );
    }

    [Fact]
    public void Seconds_OfAnAdapter_AreOfItAlone()
    {
        var (exchange, groups) = Of(
            new TrainingStrategy { Layout = Layout, Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear) }
        );
        Near(4 * Both(CollectiveKind.AllReduce, 4, groups, Adapters, 0), exchange.Seconds(1));
    }

    /// <summary>
    /// Weights divided: every micro-batch gathers them for the forward and for the backward pass (once where they stay in between) and
    /// scatters gradients, in three layers and what is outside.
    /// </summary>
    [Theory]
    [InlineData(Sharding.Zero3, 2)]
    [InlineData(Sharding.FsdpFull, 2)]
    [InlineData(Sharding.FsdpGradOp, 1)]
    public void Seconds_OfDividedWeights_AreUnitByUnit(Sharding sharding, int gathers)
    {
        var (exchange, groups) = Of(new TrainingStrategy { Layout = Layout, Sharding = sharding });
        var gather =
            (4 * Kernels.Collective(CollectiveKind.AllGather, (Dense + Adapters) * 2 / 4, groups.Shards))
            + (4 * Kernels.Collective(CollectiveKind.AllGather, Experts * 2 / 4, groups.Experts));
        var reduce =
            (4 * Kernels.Collective(CollectiveKind.ReduceScatter, Dense * 4 / 4, groups.Shards))
            + (4 * Kernels.Collective(CollectiveKind.ReduceScatter, Experts * 4 / 4, groups.Experts));
        Near(5 * 4 * ((gathers * gather) + reduce), exchange.Seconds(1));
    }

    /// <summary>
    /// Quantised weights travel as they are stored (bitsandbytes' FSDP-QLoRA): matrices and experts in 4.5 bits, the rest of the dense ones
    /// and the adapters in 16.
    /// </summary>
    [Fact]
    public void Seconds_OfQuantisedDividedWeights_GatherThemPacked()
    {
        var qlora = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.AllLinear, WeightQuantization.Nf4);
        var (exchange, groups) = Of(
            new TrainingStrategy
            {
                Layout = Layout,
                Sharding = Sharding.FsdpFull,
                Adapter = qlora,
            }
        );
        var packed = qlora.BitsPerWeight / 8;
        Assert.InRange(packed, 4.1 / 8, 4.5 / 8);
        var dense = (Matrices * packed) + ((Dense - Matrices + Adapters) * 2);
        var gather =
            (4 * Kernels.Collective(CollectiveKind.AllGather, dense / 4, groups.Shards))
            + (4 * Kernels.Collective(CollectiveKind.AllGather, Experts * packed / 4, groups.Experts));
        Near(
            5 * 4 * ((2 * gather) + (4 * Kernels.Collective(CollectiveKind.ReduceScatter, Adapters * 4 / 4, groups.Shards))),
            exchange.Seconds(1)
        );
    }

    [Fact]
    public void Seconds_OfFrozenDividedWeights_ScatterAdaptersOnly()
    {
        var (exchange, groups) = Of(
            new TrainingStrategy
            {
                Layout = Layout,
                Sharding = Sharding.FsdpFull,
                Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear),
            }
        );
        var gather =
            (4 * Kernels.Collective(CollectiveKind.AllGather, (Dense + Adapters) * 2 / 4, groups.Shards))
            + (4 * Kernels.Collective(CollectiveKind.AllGather, Experts * 2 / 4, groups.Experts));
        Near(
            5 * 4 * ((2 * gather) + (4 * Kernels.Collective(CollectiveKind.ReduceScatter, Adapters * 4 / 4, groups.Shards))),
            exchange.Seconds(1)
        );
    }

    /// <summary>Hybrid: within the node as above; the shards of equal ranks of all nodes are summed once a step.</summary>
    [Fact]
    public void Seconds_OfHybridSharding_SumShardsAcrossNodes()
    {
        var layout = Layout with { Expert = 1 };
        var (exchange, groups) = Of(new TrainingStrategy { Layout = layout, Sharding = Sharding.Hsdp });
        Assert.Equal((4, 4, 1), (groups.Shards.Ranks, groups.Replicas.Ranks, groups.Shards.Nodes));
        var units =
            (2 * Kernels.Collective(CollectiveKind.AllGather, (Dense + Adapters) * 2 / 4, groups.Shards))
            + Kernels.Collective(CollectiveKind.ReduceScatter, Dense * 4 / 4, groups.Shards)
            + (2 * Kernels.Collective(CollectiveKind.AllGather, Experts * 2 / 4, groups.Experts))
            + Kernels.Collective(CollectiveKind.ReduceScatter, Experts * 4 / 4, groups.Experts);
        Near(
            (5 * 4 * units)
                + (4 * Kernels.Collective(CollectiveKind.AllReduce, Dense * 4 / 4, groups.Replicas))
                + (4 * Kernels.Collective(CollectiveKind.AllReduce, Experts * 4 / 4, groups.Replicas)),
            exchange.Seconds(1)
        );
    }
}
