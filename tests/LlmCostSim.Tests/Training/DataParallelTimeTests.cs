using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ByHand;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// What a stage of 10⁸ dense parameters, 3·10⁷ in experts and 10⁶ in adapters exchanges with its data-parallel ranks: the volumes of
/// Rajbhandari et al. 2020, section 7, over the kernel model's collectives.
/// </summary>
public class DataParallelTimeTests
{
    private static readonly SoftwareStack Stack = StackCatalog.Default.Get("megatron-core");
    private static readonly KernelSet Kernels = KernelSet.Create(FourNodes, Stack.Libraries);

    /// <summary>Nothing overlaps; across nodes a quarter of the network's rate.</summary>
    private static readonly TrainingPace Pace = new() { NetworkShare = 0.25 };

    private static readonly ParallelLayout Layout = new()
    {
        Tensor = 2,
        Data = 8,
        Context = 2,
        Expert = 4,
    };

    private static (DataExchange Exchange, DataGroups Groups) Of(
        in TrainingStrategy strategy,
        TrainingPace? pace = null,
        int microBatches = 5
    )
    {
        var groups = DataGroups.Of(strategy.Layout, strategy.Sharding, FourNodes);
        return (
            DataParallelTime.Of(Stage, strategy, new StepRules(Small.Llama, strategy, Stack, pace ?? Pace), Kernels, groups, microBatches),
            groups
        );
    }

    private static double Both(CollectiveKind kind, double bytes, in DataGroups groups, double dense = Dense, double experts = Experts) =>
        Kernels.Collective(kind, dense * bytes, groups.Dense)
        + (experts > 0 ? Kernels.Collective(kind, experts * bytes, groups.Experts) : 0);

    private static void Close(double expected, double actual) => Assert.Equal(expected, actual, 1e-12 * expected);

    /// <summary>Plain: one all-reduce of fp32 gradients after the last micro-batch; experts among the ranks that hold the same.</summary>
    [Fact]
    public void None_OneAllReduce()
    {
        var (exchange, groups) = Of(new TrainingStrategy { Layout = Layout });
        Close(4 * Both(CollectiveKind.AllReduce, 4, groups), exchange.Seconds(1));
        Assert.Equal((0, 0), (exchange.Reduce, exchange.Gather));
    }

    /// <summary>
    /// ZeRO-1: gradients scattered in fp32, weights gathered in 16 bits. ZeRO-2 scatters those of every micro-batch, but in a pipeline.
    /// </summary>
    [Theory]
    [InlineData(Sharding.Zero1, 1, 1)]
    [InlineData(Sharding.Zero2, 1, 5)]
    [InlineData(Sharding.Zero2, 2, 1)]
    public void Zero_ScattersAndGathers(Sharding sharding, int pipeline, int times)
    {
        var (exchange, groups) = Of(new TrainingStrategy { Layout = Layout with { Pipeline = pipeline }, Sharding = sharding });
        Close(
            4 * ((times * Both(CollectiveKind.ReduceScatter, 4, groups)) + Both(CollectiveKind.AllGather, 2, groups)),
            exchange.Seconds(1)
        );
    }

    [Fact]
    public void Adapter_OnlyItTravels()
    {
        var (exchange, groups) = Of(
            new TrainingStrategy { Layout = Layout, Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear) }
        );
        Close(4 * Both(CollectiveKind.AllReduce, 4, groups, Adapters, 0), exchange.Seconds(1));
    }

    /// <summary>
    /// Weights divided: every micro-batch gathers them for the forward and for the backward pass (once where they stay in between) and
    /// scatters gradients, in three layers and what is outside.
    /// </summary>
    [Theory]
    [InlineData(Sharding.Zero3, 2)]
    [InlineData(Sharding.FsdpFull, 2)]
    [InlineData(Sharding.FsdpGradOp, 1)]
    public void Sharded_UnitByUnit(Sharding sharding, int gathers)
    {
        var (exchange, groups) = Of(new TrainingStrategy { Layout = Layout, Sharding = sharding });
        var gather =
            (4 * Kernels.Collective(CollectiveKind.AllGather, (Dense + Adapters) * 2 / 4, groups.Shards))
            + (4 * Kernels.Collective(CollectiveKind.AllGather, Experts * 2 / 4, groups.Experts));
        var reduce =
            (4 * Kernels.Collective(CollectiveKind.ReduceScatter, Dense * 4 / 4, groups.Shards))
            + (4 * Kernels.Collective(CollectiveKind.ReduceScatter, Experts * 4 / 4, groups.Experts));
        Close(5 * 4 * ((gathers * gather) + reduce), exchange.Seconds(1));
    }

    [Fact]
    public void Sharded_Frozen_ScattersAdaptersOnly()
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
        Close(
            5 * 4 * ((2 * gather) + (4 * Kernels.Collective(CollectiveKind.ReduceScatter, Adapters * 4 / 4, groups.Shards))),
            exchange.Seconds(1)
        );
    }

    /// <summary>Hybrid: within the node as above; the shards of equal ranks of all nodes are summed once a step.</summary>
    [Fact]
    public void Hybrid_SumsShardsAcrossNodes()
    {
        var layout = Layout with { Expert = 1 };
        var (exchange, groups) = Of(new TrainingStrategy { Layout = layout, Sharding = Sharding.Hsdp });
        Assert.Equal((4, 4, 1), (groups.Shards.Ranks, groups.Replicas.Ranks, groups.Shards.Nodes));
        var units =
            (2 * Kernels.Collective(CollectiveKind.AllGather, (Dense + Adapters) * 2 / 4, groups.Shards))
            + Kernels.Collective(CollectiveKind.ReduceScatter, Dense * 4 / 4, groups.Shards)
            + (2 * Kernels.Collective(CollectiveKind.AllGather, Experts * 2 / 4, groups.Experts))
            + Kernels.Collective(CollectiveKind.ReduceScatter, Experts * 4 / 4, groups.Experts);
        Close(
            (5 * 4 * units) + (4 * Kernels.Collective(CollectiveKind.AllReduce, (Dense + Experts) * 4 / 4, groups.Replicas)),
            exchange.Seconds(1)
        );
    }

    /// <summary>Gathering ahead hides behind the micro-batch's compute of 0.3 s.</summary>
    [Fact]
    public void Sharded_Overlapping_HidesBehindCompute()
    {
        var strategy = new TrainingStrategy { Layout = Layout, Sharding = Sharding.FsdpFull };
        var waited = Of(strategy).Exchange.Seconds(1) / 5;
        var hidden = Of(strategy, Pace with { Overlap = CommunicationOverlap.Gather, OverlapSlowdown = 0.1 }).Exchange.Seconds(1) / 5;
        Close(Math.Max(0, waited - 0.3) + (0.1 * Math.Min(waited, 0.3)), hidden);
    }

    /// <summary>
    /// Buckets behind the passes: as many as the gradients fill, 2·10⁷ elements each here, or 10⁶ for each of 16 ranks; each pays its
    /// latency.
    /// </summary>
    [Theory]
    [InlineData(2e7, 0, 6.5)]
    [InlineData(1e7, 1e6, 130 / 16.0)]
    [InlineData(1e9, 0, 1)]
    public void Overlapping_GradientsTravelInBuckets(double elements, double perRank, double buckets)
    {
        var (exchange, groups) = Of(
            new TrainingStrategy { Layout = Layout, Sharding = Sharding.Zero1 },
            Pace with
            {
                Overlap = CommunicationOverlap.Data,
                GradientBucketElements = elements,
                GradientBucketElementsPerRank = perRank,
                OverlapSlowdown = 0.1,
            }
        );
        Close(buckets, exchange.Pieces);
        Close(4 * buckets * Both(CollectiveKind.ReduceScatter, 4 / buckets, groups), exchange.Reduce);
        Close(4 * buckets * Both(CollectiveKind.AllGather, 2 / buckets, groups), exchange.Gather);
        Assert.Equal(
            (0.2, 0.1, 1, 1, 0),
            (exchange.BackwardPass, exchange.ForwardPass, exchange.Times, exchange.Round, exchange.Settled),
            Near
        );
        // One chunk: max(c/n, c − C(n − 1)/n) of each is exposed, and a tenth of the rest slows compute.
        double Exposed(double c, double pass) => Math.Max(c / buckets, c - (pass * (buckets - 1) / buckets));
        var (reduce, gather) = (Exposed(exchange.Reduce, 0.2), Exposed(exchange.Gather, 0.1));
        Close(reduce + (0.1 * (exchange.Reduce - reduce)) + gather + (0.1 * (exchange.Gather - gather)), exchange.Seconds(1));
    }

    private static readonly IEqualityComparer<(double, double, int, int, double)> Near = EqualityComparer<(
        double,
        double,
        int,
        int,
        double
    )>.Create(
        static (a, b) =>
            Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item5 - b.Item5) < 1e-12
            && (a.Item3, a.Item4) == (b.Item3, b.Item4)
    );

    /// <summary>
    /// ZeRO-2 behind the passes reduces once per micro-batch; a pipeline's chunks are as many micro-batches apart as there are stages, or
    /// as there are micro-batches.
    /// </summary>
    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(4, 1, 4)]
    [InlineData(9, 1, 5)]
    public void Overlapping_TimesAndRounds(int pipeline, int times, int round)
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
    public void GradOp_InAPipeline_OncePerStep()
    {
        var strategy = new TrainingStrategy { Layout = Layout with { Pipeline = 2 }, Sharding = Sharding.FsdpGradOp };
        var (waited, groups) = Of(strategy);
        Close(4 * (Both(CollectiveKind.ReduceScatter, 4, groups) + Both(CollectiveKind.AllGather, 2, groups)), waited.Seconds(1));
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

    /// <summary>
    /// Ranks with equal weights: data times context, 2 apart for the tensor ranks; a quarter of them with equal experts; stages' ends one
    /// replica apart.
    /// </summary>
    [Fact]
    public void Groups_OfALayout()
    {
        var groups = DataGroups.Of(Layout with { Pipeline = 3 }, Sharding.Zero1, FourNodes);
        Assert.Equal(CollectiveGroup.Strided(16, 2, 8), groups.Dense);
        Assert.Equal(CollectiveGroup.Strided(4, 8, 8), groups.Experts);
        Assert.Equal(groups.Dense, groups.Shards);
        Assert.Equal(CollectiveGroup.WithinNode(1), groups.Replicas);
        Assert.Equal(CollectiveGroup.Strided(2, 32, 8), groups.Ends);
        Assert.Equal(1, DataGroups.Of(Layout, Sharding.None, FourNodes).Ends.Ranks);
        Assert.Equal(groups.Dense, DataGroups.Of(Layout with { Expert = 1 }, Sharding.None, FourNodes).Experts);
    }

    /// <summary>
    /// Hybrid: four ranks of a node (eight, over two tensor ranks) divide weights; four nodes repeat them. More tensor ranks than a node
    /// has leave one.
    /// </summary>
    [Theory]
    [InlineData(2, 16, 4, 4)]
    [InlineData(1, 16, 8, 2)]
    [InlineData(1, 4, 4, 1)]
    [InlineData(16, 2, 1, 2)]
    public void Groups_Hybrid(int tensor, int data, int shards, int replicas)
    {
        var groups = DataGroups.Of(new ParallelLayout { Tensor = tensor, Data = data }, Sharding.Hsdp, FourNodes);
        Assert.Equal(CollectiveGroup.Strided(shards, tensor, 8), groups.Shards);
        Assert.Equal(groups.Shards, groups.Experts);
        Assert.Equal(CollectiveGroup.Strided(replicas, 8, 8), groups.Replicas);
        Assert.Equal(
            data / 2,
            DataGroups
                .Of(
                    new ParallelLayout
                    {
                        Tensor = tensor,
                        Data = data,
                        Expert = 2,
                    },
                    Sharding.Hsdp,
                    FourNodes
                )
                .Experts.Ranks
        );
    }

    /// <summary>Megatron-LM's order: tensor innermost, then context, then data, pipeline outermost.</summary>
    [Fact]
    public void Placement_TensorInnermostPipelineOutermost()
    {
        var groups = Placement.GroupsOf(
            new ParallelLayout
            {
                Tensor = 2,
                Context = 3,
                Data = 5,
                Pipeline = 4,
                Expert = 5,
            },
            FourNodes
        );
        Assert.Equal(CollectiveGroup.Strided(2, 1, 8), groups.Tensor);
        Assert.Equal(CollectiveGroup.Strided(3, 2, 8), groups.Context);
        Assert.Equal(CollectiveGroup.Strided(5, 2, 8), groups.Expert);
        Assert.Equal(CollectiveGroup.Strided(15, 2, 8), groups.Data);
        Assert.Equal(CollectiveGroup.Strided(2, 30, 8), groups.Pipeline);
        Assert.Equal(1, Placement.GroupsOf(new ParallelLayout { Tensor = 2 }, FourNodes).Pipeline.Ranks);
    }
}
