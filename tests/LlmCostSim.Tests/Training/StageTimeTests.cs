using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Training;

/// <summary>A stage's seconds from parts of round numbers, and the rules of what hides behind what, worked out by hand.</summary>
public class StageTimeTests
{
    private const double Launch = 0.01;

    private static readonly SoftwareStack Stack = StackCatalog.Default.Get("megatron") with { KernelLaunch = Duration.FromSeconds(Launch) };

    private static readonly TrainingPace Waiting = new() { SynchronousLaunch = true };

    private static readonly ModelSpec Model = Small.Llama with { Layers = 6 };

    private static readonly PartTime Layer = new()
    {
        Forward = 10,
        InputGradient = 8,
        WeightGradient = 6,
        Core = 3,
        LastMatrix = 2,
        MatrixForward = 7,
        MatrixBackward = 12,
        EntryInput = 0.125,
        EntryWeight = 5,
        TensorForward = 1,
        TensorBackward = 1.5,
        TensorGradient = 0.5,
        TensorRegather = 0.25,
        ContextForward = 0.25,
        ContextBackward = 0.75,
        ExpertForward = 0.125,
        ExpertBackward = 0.375,
        ForwardKernels = 100,
        BackwardKernels = 200,
        CoreKernels = 30,
        Dense = 1000,
        Experts = 500,
        Adapters = 7,
        Matrices = 900,
        Saved = 64,
        SavedSelective = 40,
    };

    private static StageTime Of(
        in TrainingStrategy strategy,
        int stage,
        TrainingPace? pace = null,
        ModelSpec? model = null,
        PartTime? layer = null
    )
    {
        var (spec, own) = (model ?? Model, pace ?? Waiting);
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM"), 8);
        var parts = TrainingParts.Of(
            spec,
            Small.Options with
            {
                EncoderLength = spec.EncoderLayers > 0 ? 20 : 0,
            },
            KernelSet.Create(cluster, Stack.Libraries),
            own,
            Placement.GroupsOf(strategy.Layout, cluster)
        );
        parts.Checkpoint = 8;
        parts.Layers[0] = layer ?? Layer;
        parts.Layers[1] = Layer with { Forward = 20 };
        parts.Encoder = new PartTime { Forward = 1e4, Dense = 1e4 };
        parts.Embedding = new PartTime { Forward = 100, Dense = 5000 };
        parts.Head = new PartTime
        {
            Forward = 1000,
            InputGradient = 2000,
            Dense = 6000,
        };
        return StageTime.Of(ref parts, new StepRules(spec, strategy, Stack, own), stage);
    }

    private static TrainingStrategy Three(RecomputePolicy recompute = default) =>
        new()
        {
            Layout = new ParallelLayout { Pipeline = 3, ContextKind = ContextParallelKind.AllGather },
            Recompute = recompute,
        };

    /// <summary>
    /// Two layers: 100 launches of 10 ms each add to 10 s forward; the backward pass's 14 s and 2 s of launches are shared out as the
    /// gradients are.
    /// </summary>
    [Fact]
    public void Compute_OfTwoLayers_IsTheirPartsWithLaunches()
    {
        var stage = Of(Three(), 1);
        Assert.Equal((2 * 11, 0), (stage.Forward, stage.Recompute));
        Near(2 * 8 * 16.0 / 14, stage.InputGradient);
        Near(2 * 6 * 16.0 / 14, stage.WeightGradient);
    }

    [Fact]
    public void Exchange_OfTwoLayers_IsTheirParts()
    {
        var stage = Of(Three(), 1);
        Assert.Equal((2, 3), (stage.TensorForward, stage.TensorBackward));
        Assert.Equal((0.5, 1.5), (stage.ContextForward, stage.ContextBackward));
        Assert.Equal((0.25, 0.75), (stage.ExpertForward, stage.ExpertBackward));
        Assert.Equal((5, 2, 1), (stage.Tensor, stage.Context, stage.Expert));
    }

    [Fact]
    public void Parameters_OfTwoLayers_AreTheirParts()
    {
        var stage = Of(Three(), 1);
        Assert.Equal((2000, 1000, 14, 128, 2), (stage.Dense, stage.Experts, stage.Adapters, stage.Saved, stage.Layers));
        Assert.Equal(1800, stage.Matrices);
    }

    /// <summary>What recomputation drops is not kept, nor sent to the host: of both layers, or of one.</summary>
    [Theory]
    [InlineData(RecomputeKind.Full, 0, 2 * 8)]
    [InlineData(RecomputeKind.Full, 1, 8 + 64)]
    [InlineData(RecomputeKind.Selective, 0, 2 * 40)]
    public void Saved_UnderRecomputation_IsWhatItKeeps(RecomputeKind kind, int layers, double saved) =>
        Assert.Equal(saved, Of(Three() with { Recompute = new RecomputePolicy(kind, layers) }, 1).Saved);

    [Fact]
    public void Passes_OfTwoLayers_AddComputeAndExchange()
    {
        var stage = Of(Three(), 1);
        Near(22 + 2 + 0.5 + 0.25, stage.ForwardPass);
        Near((2 * 8 * 16.0 / 14) + 3 + 1.5 + 0.75, stage.InputPass);
        Near(22 + 32, stage.Compute);
        Near(22 + 32 + 8, stage.Total);
    }

    [Fact]
    public void Ends_OfThePipeline_AddEmbeddingAndHead()
    {
        Assert.Equal((22 + 100, 2000 + 5000), (Of(Three(), 0).Forward, Of(Three(), 0).Dense));
        Assert.Equal((22 + 1000, 2000 + 6000), (Of(Three(), 2).Forward, Of(Three(), 2).Dense));
        Assert.Equal(2 * 8 * 16.0 / 14 + 2000, Of(Three(), 2).InputGradient, 1e-9);
        Assert.Equal(6 * 11 + 100 + 1000, Of(new TrainingStrategy(), 0).Forward);
    }

    [Fact]
    public void First_OfAnEncoderDecoder_HoldsTheEncoder()
    {
        var model = Model with { EncoderLayers = 4 };
        Assert.Equal((22 + 100 + 4e4, 6), (Of(Three(), 0, model: model).Forward, Of(Three(), 0, model: model).Layers));
        Assert.Equal((22, 2), (Of(Three(), 1, model: model).Forward, Of(Three(), 1, model: model).Layers));
    }

    /// <summary>Layers 0, 3 have a window and another time: stage 0 has 0 and 1, stage 2 has 4 and 5.</summary>
    [Fact]
    public void Windows_OnSomeLayers_AreCountedWhereTheyLie()
    {
        var model = Small.Windowed(layers: 6, every: 3);
        Assert.Equal(21 + 11 + 100, Of(Three(), 0, model: model).Forward);
        Assert.Equal(21 + 11, Of(Three(), 1, model: model).Forward);
        Assert.Equal(11 + 11 + 1000, Of(Three(), 2, model: model).Forward);
    }

    /// <summary>
    /// Full: the forward pass again with its launches and collectives, without the last multiply where the framework stops early;
    /// selective: the core with its launches.
    /// </summary>
    [Theory]
    [InlineData(RecomputeKind.Full, false, 2 * 11, 2 * (1.5 + 1), 2 * (0.75 + 0.25), 2 * (0.375 + 0.125))]
    [InlineData(RecomputeKind.Full, true, 2 * 9, 2 * (1.5 + 1), 2 * (0.75 + 0.25), 2 * (0.375 + 0.125))]
    [InlineData(RecomputeKind.Selective, true, 2 * 3.3, 2 * 1.5, 2 * 0.75, 2 * 0.375)]
    public void Recompute_OfAKind_RunsItsPartAgain(
        RecomputeKind kind,
        bool stopsEarly,
        double recompute,
        double tensor,
        double context,
        double expert
    )
    {
        var stage = Of(Three(new RecomputePolicy(kind)), 1, Waiting with { RecomputeStopsEarly = stopsEarly });
        Assert.Equal(recompute, stage.Recompute, 1e-12);
        Assert.Equal((tensor, context, expert), (stage.TensorBackward, stage.ContextBackward, stage.ExpertBackward));
    }

    /// <summary>One of two layers, or as many as there are; embedding and head are not computed again.</summary>
    [Theory]
    [InlineData(1, 11)]
    [InlineData(2, 22)]
    [InlineData(9, 22)]
    public void Recompute_OfSomeLayers_RunsThemAgain(int layers, double recompute) =>
        Assert.Equal(recompute, Of(Three(new RecomputePolicy(RecomputeKind.Full, layers)), 2).Recompute, 1e-12);

    private static StepRules Rules(TrainingPace pace, TrainingStrategy? strategy = null) =>
        new(Model, strategy ?? new TrainingStrategy(), Stack, pace);

    [Fact]
    public void Paced_HostThatWaits_AddsUp() => Near(3 + 4, Rules(Waiting).Paced(3, 1, 400));

    /// <summary>One that runs ahead hides behind the longer of the two, ⁴√(3⁴ + 4⁴); while the device waits for collectives (2 s) it runs on.</summary>
    [Theory]
    [InlineData(3, 0, 400, false, 81 + 256, 0)]
    [InlineData(3, 2, 400, false, 625 + 256, 2)]
    [InlineData(3, 2, 400, true, 81 + 256, 0)]
    [InlineData(5, 2, 0, false, 7 * 7 * 7 * 7, 2)]
    public void Paced_HostThatRunsAhead_HidesBehindTheLonger(
        double device,
        double waits,
        int kernels,
        bool apart,
        double fourthPowers,
        double waited
    ) => Near(Math.Pow(fourthPowers, 0.25) - waited, Rules(new TrainingPace { CollectivesApart = apart }).Paced(device, waits, kernels));

    /// <summary>Behind compute: what is longer than it, and a tenth of what is hidden by which compute takes longer.</summary>
    [Theory]
    [InlineData(5, 3, 2 + 0.3)]
    [InlineData(3, 5, 0.3)]
    [InlineData(0, 5, 0)]
    public void Behind_LongerOrShorter_HidesUpToTheCompute(double communication, double compute, double exposed)
    {
        var rules = Rules(new TrainingPace { OverlapSlowdown = 0.1, Overlap = CommunicationOverlap.Tensor });
        Assert.Equal(exposed, rules.Behind(communication, compute), 1e-12);
        Assert.Equal(exposed, rules.Exposed(communication, compute, CommunicationOverlap.Tensor), 1e-12);
        Assert.Equal(communication, rules.Exposed(communication, compute, CommunicationOverlap.Expert));
    }

    /// <summary>The strategy's word goes before the stack's; DualPipe hides the experts' exchange.</summary>
    [Fact]
    public void Overlap_OfStrategyAndStack_IsTheStrategys()
    {
        var pace = new TrainingPace { Overlap = CommunicationOverlap.Data };
        Assert.Equal(CommunicationOverlap.Data, Rules(pace).Overlap);
        Assert.Equal(CommunicationOverlap.None, Rules(pace, new TrainingStrategy { Overlap = CommunicationOverlap.None }).Overlap);
        Assert.Equal(
            CommunicationOverlap.Data | CommunicationOverlap.Expert,
            Rules(pace, new TrainingStrategy { Schedule = PipelineSchedule.DualPipe }).Overlap
        );
    }

    /// <summary>Ring attention passes blocks on behind the attention; the other kinds wait.</summary>
    [Theory]
    [InlineData(ContextParallelKind.Ring, 2)]
    [InlineData(ContextParallelKind.AllGather, 5)]
    [InlineData(ContextParallelKind.AllToAll, 5)]
    public void Context_OfEachKind_HidesInARing(ContextParallelKind kind, double exposed) =>
        Assert.Equal(
            exposed,
            Rules(new TrainingPace(), new TrainingStrategy { Layout = new ParallelLayout { ContextKind = kind } }).ExposedContext(5, 3)
        );

    /// <summary>
    /// A ring of 4 s: forward it hides behind the core's 3 s, backward behind twice as many; what hides takes half as long again.
    /// </summary>
    [Fact]
    public void Context_Ring_HidesBehindTheCore()
    {
        var plan = new TrainingStrategy { Layout = new ParallelLayout { Pipeline = 3 } };
        var layer = Layer with { ContextForward = 4, ContextBackward = 4 };
        var stage = Of(plan, 1, Waiting with { OverlapSlowdown = 0.5 }, layer: layer);
        Assert.Equal((2 * (1 + 1.5), 2 * 2), (stage.ContextForward, stage.ContextBackward));
    }

    /// <summary>
    /// Reductions of input gradients beside the entry's weight gradients (0.5 s behind 5 s), and its inputs gathered once more beside the
    /// gradients of these (0.25 behind 0.125); or everything beside the multiplies (1.5 behind 12).
    /// </summary>
    [Theory]
    [InlineData(false, CommunicationOverlap.None, 1.5)]
    [InlineData(true, CommunicationOverlap.None, 1.5 - 0.5 + 0.05 - 0.125 + 0.0125)]
    [InlineData(false, CommunicationOverlap.Tensor, 0.15)]
    [InlineData(true, CommunicationOverlap.Tensor, 0.15)]
    public void Tensor_GradientsBesideWeightGradients_HideBehindThem(bool gradients, CommunicationOverlap overlap, double exposed) =>
        Assert.Equal(
            exposed,
            Rules(
                    new TrainingPace
                    {
                        TensorGradientOverlap = gradients,
                        Overlap = overlap,
                        OverlapSlowdown = 0.1,
                    }
                )
                .ExposedTensorBackward(Layer),
            1e-12
        );

    /// <summary>
    /// Tensor exchange hides behind the multiplies (1 s behind 7), experts' behind all of the pass (0.125 behind 10, 0.375 behind 14).
    /// </summary>
    [Fact]
    public void Exchange_Overlapped_HidesBehindItsCompute()
    {
        var stage = Of(Three(), 1, Waiting with { Overlap = CommunicationOverlap.All, OverlapSlowdown = 0.5 });
        Assert.Equal(
            (2 * 0.5, 2 * 0.75, 2 * 0.0625, 2 * 0.1875),
            (stage.TensorForward, stage.TensorBackward, stage.ExpertForward, stage.ExpertBackward)
        );
    }

    /// <summary>Across nodes a group reaches the stack's share of the network; within one the model's own rate.</summary>
    [Fact]
    public void Slower_OfAGroup_IsAcrossNodesOnly()
    {
        var rules = Rules(new TrainingPace { NetworkShare = 0.25 });
        Assert.Equal(4, rules.Slower(CollectiveGroup.Strided(16, 1, 8)));
        Assert.Equal(1, rules.Slower(CollectiveGroup.WithinNode(8)));
    }
}
