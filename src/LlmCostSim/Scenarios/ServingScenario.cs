using LlmCostSim.Serving;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Requests to be served, one by one.</summary>
public sealed record ServingScenario : Scenario
{
    /// <summary>How the model is divided and stored; one GPU, bf16 by default.</summary>
    public InferenceStrategy Strategy { get; init; } = new();

    /// <summary>Name of the weights' storage format in scenario files, such as <c>awq</c>; <c>bf16</c> by default.</summary>
    public string WeightFormat { get; init; } = "bf16";

    /// <summary>Routing and batching.</summary>
    public SchedulingOptions Scheduling { get; init; } = new();

    /// <summary>The requests, and what they are promised.</summary>
    public required ServingWorkload Workload { get; init; }

    /// <inheritdoc/>
    public override string Kind => "serving";
}
