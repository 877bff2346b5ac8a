using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>A training or fine-tuning job.</summary>
public sealed record TrainingScenario : Scenario
{
    /// <summary>How the job is divided over the ranks and what it keeps in memory.</summary>
    public TrainingStrategy Strategy { get; init; } = new();

    /// <summary>Sequence length, batch and tokens.</summary>
    public required TrainingWorkload Workload { get; init; }

    /// <summary>The examples of a fine-tuning job, where its size is given by examples instead of tokens.</summary>
    public FineTuningData? FineTuning { get; init; }

    /// <summary>
    /// A measured step of the same machine and stack, towards which the estimate moves; <see langword="null"/> by default.
    /// </summary>
    public MeasuredPoint? Measured { get; init; }

    /// <inheritdoc/>
    public override string Kind => "training";
}
