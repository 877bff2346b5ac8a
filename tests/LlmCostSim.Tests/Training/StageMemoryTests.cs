using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Training.ToyStage;

namespace LlmCostSim.Tests.Training;

/// <summary>The moments at which a step can peak, each brought to the top by hand on <see cref="ToyStage"/>.</summary>
public class StageMemoryTests
{
    /// <summary>Forward: three micro-batches of layers and embedding are kept, and the largest operation's working tensors.</summary>
    [Fact]
    public void Forward_LargestOperation_HoldsItsWorkingTensors() =>
        Peaks(Of(Stage with { ForwardExtra = 70 }, Plan), PeakMoment.Forward, OpRole.Qkv, 3 * 46, 0, 70);

    [Theory]
    [InlineData(RecomputeKind.None, PeakMoment.Backward)]
    [InlineData(RecomputeKind.Full, PeakMoment.Recompute)]
    public void Backward_WithRecomputation_HoldsWhatIsComputedAgain(RecomputeKind kind, PeakMoment moment) =>
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

    /// <summary>The optimizer step's temporaries, where nothing else is alive.</summary>
    [Fact]
    public void Optimizer_WithTemporaries_PeaksAlone() =>
        Peaks(Of(Stage, Plan, new MemoryConstants { OptimizerTemporaryBytes = 4 }), PeakMoment.Optimizer, null, 0, 0, 4000);

    [Fact]
    public void Optimizer_LogitsThatTheLoopHolds_AreStillThere() =>
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

    [Fact]
    public void Optimizer_BuffersThatStay_AreStatesAllTheTime()
    {
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

    /// <summary>Placeholder gradients stay all the time; the head's is alive at the loss.</summary>
    [Fact]
    public void Placeholders_OfGradients_AreAlwaysThere()
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
    public void Paged_StatesWithoutRoom_Leave(double usable, double evicted)
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
    public void Overhead_OfALayout_IsTheContextAndItsCommunicators(
        int tensor,
        int pipeline,
        int data,
        int context,
        int expert,
        int communicators
    )
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
