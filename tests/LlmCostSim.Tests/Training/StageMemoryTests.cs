using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// The moments at which a step can peak, each brought to the top by hand: 1,000 trained parameters (2,000 bytes of weights, 4,000 of
/// gradients, 12,000 of states), 4 layers that keep 10 bytes each.
/// </summary>
public class StageMemoryTests
{
    private const double Weights = 2000,
        Gradients = 4000,
        States = 12000,
        Overhead = 500;

    private static readonly StageTensors Stage = new()
    {
        Matrices = 1000,
        Layers = 4,
        Kept = 40,
        KeptOutside = 6,
        ForwardRole = OpRole.Qkv,
        BackwardRole = OpRole.Activation,
        Checkpoint = 4,
        LargestLayer = 250,
    };

    private static readonly TrainingStrategy Plan = new();

    private static StagePeak Of(
        in StageTensors stage,
        in TrainingStrategy strategy,
        MemoryConstants? constants = null,
        double inFlight = 3,
        int microBatches = 8,
        LoweringOptions? options = null,
        double usable = double.PositiveInfinity
    )
    {
        var held = constants ?? new MemoryConstants();
        var states = new ModelStates(stage, strategy, held, 64);
        var peak = StageMemory.Of(
            in stage,
            in states,
            options ?? new LoweringOptions(),
            strategy,
            held,
            Overhead,
            usable,
            inFlight,
            microBatches
        );
        Assert.Equal(
            peak.Memory.Total.TotalBytes,
            StageMemory.Most(
                in stage,
                in states,
                options ?? new LoweringOptions(),
                strategy,
                held,
                Overhead,
                usable,
                inFlight,
                microBatches
            )
        );
        return peak;
    }

    private static void Peaks(
        StagePeak peak,
        PeakMoment moment,
        OpRole? during,
        double activations,
        double logits,
        double temporary,
        double gradients = Gradients
    )
    {
        Assert.Equal((moment, during), (peak.Moment, peak.Operation));
        var memory = peak.Memory;
        Assert.Equal(
            (Weights, gradients, States, activations, logits, temporary, Overhead),
            (
                memory.Weights.TotalBytes,
                memory.Gradients.TotalBytes,
                memory.Optimizer.TotalBytes,
                memory.Activations.TotalBytes,
                memory.Logits.TotalBytes,
                memory.Temporary.TotalBytes,
                memory.Overhead.TotalBytes
            )
        );
    }

    /// <summary>Forward: three micro-batches of layers and embedding are kept, and the largest operation's working tensors.</summary>
    [Fact]
    public void Forward_WorkingTensors() =>
        Peaks(Of(Stage with { ForwardExtra = 70 }, Plan), PeakMoment.Forward, OpRole.Qkv, 3 * 46, 0, 70);

    [Theory]
    [InlineData(RecomputeKind.None, PeakMoment.Backward)]
    [InlineData(RecomputeKind.Full, PeakMoment.Recompute)]
    public void Backward_WithWhatIsComputedAgain(RecomputeKind kind, PeakMoment moment) =>
        Peaks(
            Of(
                Stage with
                {
                    BackwardExtra = 70,
                    Recomputed = 30,
                    Logits = 5,
                },
                Plan with
                {
                    Recompute = new RecomputePolicy(kind),
                },
                new MemoryConstants { HeldBytesPerLogit = 2, LossBytesPerLogit = 0 }
            ),
            moment,
            OpRole.Activation,
            3 * 46,
            10,
            100
        );

    /// <summary>
    /// At the loss: bytes per logit of the stack's code, and the head's input with its gradient; gathered besides where the sequence is
    /// divided.
    /// </summary>
    [Theory]
    [InlineData(1, false, 10 * 100, 2 * 8)]
    [InlineData(2, false, 10 * 100, 2 * 8)]
    [InlineData(2, true, 10 * 100, 3 * 8)]
    [InlineData(1, true, 10 * 100, 2 * 8)]
    public void Loss_LogitsInTheirFormats(int tensor, bool sequence, double logits, double temporary) =>
        Peaks(
            Of(
                Stage with
                {
                    Logits = 100,
                    HeadInput = 8,
                },
                Plan,
                options: new LoweringOptions { Tensor = tensor, SequenceParallel = sequence }
            ),
            PeakMoment.Loss,
            OpRole.Loss,
            3 * 46,
            logits,
            temporary
        );

    /// <summary>
    /// A loss over tensor ranks that is spelt out; one in chunks of 512 of 2,048 tokens; an adapter on the head, whose result is chunked,
    /// too.
    /// </summary>
    [Theory]
    [InlineData(1, 14, 0, 0, false, 10)]
    [InlineData(2, 14, 0, 0, false, 14)]
    [InlineData(2, 0, 0, 0, false, 10)]
    [InlineData(1, 0, 512, 6, false, 10 + 1.5)]
    [InlineData(1, 0, 4096, 6, false, 10 + 6)]
    [InlineData(1, 0, 512, 6, true, 10 + 1.5 + 0.5)]
    [InlineData(1, 0, 0, 6, true, 10)]
    public void Loss_BytesPerLogit(int tensor, double parallel, double chunk, double perChunkLogit, bool adapter, double perLogit)
    {
        var constants = new MemoryConstants
        {
            LossParallelBytesPerLogit = parallel,
            LossChunkTokens = chunk,
            LossChunkBytesPerLogit = perChunkLogit,
        };
        var plan = Plan with
        {
            Adapter = adapter ? new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear | AdapterTargets.Head) : default,
        };
        Assert.Equal(
            perLogit * 100000,
            Of(Stage with { Logits = 100000 }, plan, constants, options: new LoweringOptions { Tensor = tensor }).Memory.Logits.TotalBytes
        );
        Assert.Equal(
            (10 + (perChunkLogit * Math.Min(1, chunk / 2048))) * 100000,
            Of(
                Stage with
                {
                    Logits = 100000,
                },
                Plan with
                {
                    Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear),
                },
                constants with
                {
                    LossParallelBytesPerLogit = 0,
                }
            ).Memory.Logits.TotalBytes
        );
    }

    /// <summary>The head's backward product, beside which a quantised head is expanded.</summary>
    [Fact]
    public void Head_BesideItsExpansion() =>
        Peaks(
            Of(Stage with { Logits = 100, HeadDequantized = 900 }, Plan, new MemoryConstants { HeadBytesPerLogit = 4 }),
            PeakMoment.Loss,
            OpRole.Head,
            3 * 46,
            400,
            900
        );

    /// <summary>
    /// Gradients that are released after the step are not there before the first backward pass of a single micro-batch: the end of the pass
    /// peaks instead, with one layer left (40/4 bytes).
    /// </summary>
    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(8, 3, 3 * 46)]
    public void Backward_ReleasedGradients_PeakAtTheLastLayer(int microBatches, double inFlight, double activations) =>
        Peaks(
            Of(
                Stage with
                {
                    BackwardExtra = 70,
                },
                Plan,
                new MemoryConstants { Retention = TensorRetention.ReleasedGradients },
                inFlight,
                microBatches
            ),
            PeakMoment.Backward,
            OpRole.Activation,
            activations,
            0,
            70
        );

    [Fact]
    public void Forward_ReleasedGradients_AreNotThereYet() =>
        Peaks(
            Of(Stage with { ForwardExtra = 9000 }, Plan, new MemoryConstants { Retention = TensorRetention.ReleasedGradients }, 1, 1),
            PeakMoment.Forward,
            OpRole.Qkv,
            46,
            0,
            9000,
            gradients: 0
        );

    /// <summary>The optimizer step's temporaries, where nothing else is alive; none where its buffers stay all the time.</summary>
    [Fact]
    public void Optimizer_ItsTemporaries()
    {
        var peak = Of(Stage, Plan, new MemoryConstants { OptimizerTemporaryBytes = 4 });
        Peaks(peak, PeakMoment.Optimizer, null, 0, 0, 4000);
        // Logits that the loop keeps referenced are still there.
        Assert.Equal(
            2 * 50,
            Of(
                Stage with
                {
                    Logits = 50,
                },
                Plan,
                new MemoryConstants { OptimizerTemporaryBytes = 4, HeldBytesPerLogit = 2 }
            ).Memory.Logits.TotalBytes
        );
        var kept = Of(
            Stage with
            {
                ForwardExtra = 70,
            },
            Plan,
            new MemoryConstants { OptimizerTemporaryBytes = 4, Retention = TensorRetention.StepBuffers }
        );
        Assert.Equal((PeakMoment.Forward, States + 4000), (kept.Moment, kept.Memory.Optimizer.TotalBytes));
    }

    /// <summary>Checkpoints in host memory: two are on the accelerator at a time, or what is kept if less.</summary>
    [Theory]
    [InlineData(4, 8)]
    [InlineData(30, 40)]
    public void Offload_Activations_LeavesTwoCheckpoints(double checkpoint, double kept) =>
        Peaks(
            Of(
                Stage with
                {
                    ForwardExtra = 70,
                    Checkpoint = checkpoint,
                },
                Plan with
                {
                    Offload = new OffloadPolicy(Activations: OffloadTarget.Cpu),
                }
            ),
            PeakMoment.Forward,
            OpRole.Qkv,
            3 * (kept + 6),
            0,
            70
        );

    /// <summary>
    /// Sharded over four: gathered layers (2 of 250 parameters, 16 bits) and the unreduced gradient of one (fp32) are temporaries.
    /// </summary>
    [Fact]
    public void Sharded_GatheredWeights_AreTemporaries()
    {
        var peak = Of(
            Stage with
            {
                ForwardExtra = 70,
            },
            Plan with
            {
                Sharding = Sharding.FsdpFull,
                Layout = new ParallelLayout { Data = 4 },
            }
        );
        Assert.Equal((PeakMoment.Forward, 70 + (2 * 250 * 2) + (250 * 4)), (peak.Moment, peak.Memory.Temporary.TotalBytes));
        Assert.Equal(
            (Weights / 4, Gradients / 4, States / 4),
            (peak.Memory.Weights.TotalBytes, peak.Memory.Gradients.TotalBytes, peak.Memory.Optimizer.TotalBytes)
        );
    }

    /// <summary>
    /// Where weights stay gathered until the backward pass ends, at the loss only what has been gathered by then is: two layers.
    /// </summary>
    [Fact]
    public void Sharded_KeptGathered_GrowsUntilTheEnd()
    {
        var constants = new MemoryConstants { Retention = TensorRetention.GatheredWeights, GatheredLayers = 2 };
        var plan = Plan with
        {
            Sharding = Sharding.FsdpFull,
            Layout = new ParallelLayout { Data = 4 },
            Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear),
        };
        Assert.Equal((2 * 250 * 2) + 9000, Of(Stage with { ForwardExtra = 9000 }, plan, constants).Memory.Temporary.TotalBytes);
        // Everything (1,000) and the largest layer's gradient (250) at the last layer.
        Assert.Equal((1250 * 2) + 70, Of(Stage with { BackwardExtra = 70 }, plan, constants).Memory.Temporary.TotalBytes);
    }

    /// <summary>
    /// Whole gradients while micro-batches accumulate: 4,000 bytes from the second one on, a quarter after the last; the flat unit of
    /// embedding and head (100 parameters, 10 bytes each) at the end of the backward pass.
    /// </summary>
    [Fact]
    public void Sharded_WholeAccumulationAndFlatUnits()
    {
        var plan = Plan with
        {
            Sharding = Sharding.FsdpFull,
            Layout = new ParallelLayout { Data = 4 },
        };
        var whole = new MemoryConstants { Retention = TensorRetention.WholeAccumulation };
        Assert.Equal(Gradients, Of(Stage with { ForwardExtra = 70 }, plan, whole).Memory.Gradients.TotalBytes);
        Assert.Equal(Gradients / 4, Of(Stage with { ForwardExtra = 70 }, plan, whole, 1, 1).Memory.Gradients.TotalBytes);
        var flat = Of(
            Stage with
            {
                Outside = 1000,
                Logits = 5,
            },
            plan,
            new MemoryConstants
            {
                Retention = TensorRetention.FlatUnits,
                HeldBytesPerLogit = 3,
                LossBytesPerLogit = 0,
            }
        );
        Assert.Equal((PeakMoment.Backward, OpRole.Embedding), (flat.Moment, flat.Operation));
        Assert.Equal(
            (2 * 46, 15, 1000 * 10),
            (flat.Memory.Activations.TotalBytes, flat.Memory.Logits.TotalBytes, flat.Memory.Temporary.TotalBytes)
        );
    }

    /// <summary>Placeholder gradients stay all the time; the head's is alive at the loss.</summary>
    [Fact]
    public void Placeholders_AreAlwaysThere()
    {
        var constants = new MemoryConstants { Retention = TensorRetention.PlaceholderGradients };
        Assert.Equal(
            70 + (2 * 30),
            Of(Stage with { ForwardExtra = 70, AttentionShapes = 10, FeedForwardShapes = 20 }, Plan, constants).Memory.Temporary.TotalBytes
        );
        var loss = Of(Stage with { Head = 50, Logits = 1000 }, Plan, constants);
        Assert.Equal((PeakMoment.Loss, 2 * 50), (loss.Moment, loss.Memory.Temporary.TotalBytes));
    }

    /// <summary>Paged states leave as far as there is no room: peak 19,638 of 15,000 bytes, at most the moments' 8,000.</summary>
    [Theory]
    [InlineData(15000, Weights + Gradients + States + (3 * 46) + Overhead - 15000)]
    [InlineData(1000, 8000)]
    [InlineData(99999, 0)]
    public void Paged_LeavesWhereThereIsNoRoom(double usable, double evicted)
    {
        var peak = Of(Stage, Plan with { Optimizer = OptimizerKind.AdamWPaged }, usable: usable);
        Assert.Equal((evicted, States - evicted), (peak.Evicted, peak.Memory.Optimizer.TotalBytes));
        Assert.Equal(0, Of(Stage, Plan, usable: usable).Evicted);
    }

    /// <summary>The driver's context and a communicator for each dimension that has one.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1, 1, 0)]
    [InlineData(2, 1, 1, 1, 1, 1)]
    [InlineData(1, 2, 1, 1, 1, 1)]
    [InlineData(1, 1, 2, 1, 1, 1)]
    [InlineData(1, 1, 1, 2, 1, 1)]
    [InlineData(1, 1, 1, 1, 2, 1)]
    [InlineData(2, 2, 2, 2, 2, 5)]
    public void Overhead_OfContextAndCommunicators(int tensor, int pipeline, int data, int context, int expert, int communicators)
    {
        var stack = StackCatalog.Default.Get("megatron") with
        {
            ContextMemory = Bytes.FromBytes(1000),
            CommunicatorMemory = Bytes.FromBytes(30),
        };
        Assert.Equal(
            1000 + (30 * communicators),
            StageMemory.Overhead(
                new ParallelLayout
                {
                    Tensor = tensor,
                    Pipeline = pipeline,
                    Data = data,
                    Context = context,
                    Expert = expert,
                },
                stack
            )
        );
    }
}
