using LlmCostSim.Operators;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>What one training step takes: memory at the peak, time, arithmetic. A value; evaluating it allocates nothing.</summary>
public readonly record struct TrainingEstimate
{
    /// <summary>Parameters of the model, every one counted once.</summary>
    public required double Parameters { get; init; }

    /// <summary>Parameters that are trained: all, or the adapters'.</summary>
    public required double TrainedParameters { get; init; }

    /// <summary>Memory of the stage that needs most, at its peak.</summary>
    public required MemoryBreakdown Memory { get; init; }

    /// <summary>What the allocator reserves from the driver, at least what it hands out.</summary>
    public required Bytes Reserved { get; init; }

    /// <summary>The stage that needs most memory, from 0.</summary>
    public required int PeakStage { get; init; }

    /// <summary>When it does.</summary>
    public required PeakMoment PeakMoment { get; init; }

    /// <summary>At which operation it does; none in the optimizer step.</summary>
    internal OpRole? PeakOperation { get; init; }

    /// <summary>The step's time, by what it is spent on.</summary>
    public required StepBreakdown Step { get; init; }

    /// <summary>Micro-batches per replica and step.</summary>
    public required int MicroBatches { get; init; }

    /// <summary>Arithmetic that the model needs per token, forward and backward, causal attention counted once.</summary>
    public required Flops ModelFlopsPerToken { get; init; }

    /// <summary>Arithmetic that the hardware does per token: with recomputation.</summary>
    public required Flops HardwareFlopsPerToken { get; init; }

    /// <summary>Tokens per optimizer step over all replicas.</summary>
    public required double TokensPerStep { get; init; }
}
