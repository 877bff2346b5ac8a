using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ToyStage;

namespace LlmCostSim.Tests.Training;

/// <summary>The same peaks where four ranks divide the weights, by hand on <see cref="ToyStage"/>.</summary>
public class ShardedStageMemoryTests
{
    private static readonly TrainingStrategy Sharded = Plan with
    {
        Sharding = Sharding.FsdpFull,
        Layout = new ParallelLayout { Data = 4 },
    };

    /// <summary>
    /// Sharded over four: gathered layers (2 of 250 parameters, 16 bits) and the unreduced gradient of one (fp32) are temporaries.
    /// </summary>
    [Fact]
    public void Sharded_GatheredWeights_AreTemporaries()
    {
        var peak = Of(Stage with { ForwardExtra = 70 }, Sharded);
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
        var plan = Sharded with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear) };
        Assert.Equal((2 * 250 * 2) + 9000, Of(Stage with { ForwardExtra = 9000 }, plan, constants).Memory.Temporary.TotalBytes);
        // Everything (1,000) and the largest layer's gradient (250) at the last layer.
        Assert.Equal((1250 * 2) + 70, Of(Stage with { BackwardExtra = 70 }, plan, constants).Memory.Temporary.TotalBytes);
    }

    /// <summary>Whole gradients while micro-batches accumulate: 4,000 bytes from the second one on, a quarter after the last.</summary>
    [Theory]
    [InlineData(3, 8, Gradients)]
    [InlineData(1, 1, Gradients / 4)]
    public void Sharded_GradientsThatAccumulateWhole_AreThereBetweenMicroBatches(double inFlight, int microBatches, double gradients) =>
        Assert.Equal(
            gradients,
            Of(
                Stage with
                {
                    ForwardExtra = 70,
                },
                Sharded,
                new MemoryConstants { Retention = TensorRetention.WholeAccumulation },
                inFlight,
                microBatches
            ).Memory.Gradients.TotalBytes
        );

    /// <summary>The flat unit of embedding and head (1,000 parameters, 10 bytes each) at the end of the backward pass.</summary>
    [Fact]
    public void Sharded_FlatUnits_PeakAtTheEndOfTheBackwardPass()
    {
        var flat = Of(
            Stage with
            {
                Outside = 1000,
                Logits = 5,
            },
            Sharded,
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
}
