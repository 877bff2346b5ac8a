using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>A batch of prompts to be answered.</summary>
public sealed record InferenceScenario : Scenario
{
    /// <summary>How the model is divided and stored; one GPU, bf16 by default.</summary>
    public InferenceStrategy Strategy { get; init; } = new();

    /// <summary>Name of the weights' storage format in scenario files, such as <c>awq</c>; <c>bf16</c> by default.</summary>
    public string WeightFormat { get; init; } = "bf16";

    /// <summary>Sequences per replica, prompt and output length.</summary>
    public required InferenceWorkload Workload { get; init; }

    /// <summary>Requests kept in flight over all replicas under continuous batching; 0 (the default): one static batch.</summary>
    public double Concurrency { get; init; }

    /// <summary>A measured run of the same cluster, towards which times move; <see langword="null"/>: none.</summary>
    public MeasuredServing? Measured { get; init; }

    /// <inheritdoc/>
    public override string Kind => "inference";
}
