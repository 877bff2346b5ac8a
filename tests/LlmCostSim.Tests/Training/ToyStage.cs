using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// A stage whose memory is worked out by hand: 1,000 trained parameters (2,000 bytes of weights, 4,000 of gradients, 12,000 of states), 4
/// layers that keep 10 bytes each, three micro-batches in flight.
/// </summary>
internal static class ToyStage
{
    public const double Weights = 2000,
        Gradients = 4000,
        States = 12000,
        Overhead = 500;

    public static readonly StageTensors Stage = new()
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

    public static readonly TrainingStrategy Plan = new();

    public static StagePeak Of(
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

    public static void Peaks(
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
}
