using LlmCostSim.Inference;
using LlmCostSim.Serving;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What the simulator says about serving requests. Where nothing can be served, <see cref="Result"/> is <see langword="null"/> and
/// <see cref="Report.Reasons"/> says why.
/// </summary>
public sealed record ServingReport : Report
{
    /// <summary>What the requests got.</summary>
    public ServingResult? Result { get; init; }

    /// <summary>What the service promised.</summary>
    public ServiceObjective Objective { get; init; } = new();

    /// <summary>Memory of one rank: the cache takes what the rest leaves of what the engine may use.</summary>
    public InferenceMemory Memory { get; init; }

    /// <summary>What the engine may use of an accelerator.</summary>
    public Bytes Capacity { get; init; }

    /// <summary>Tokens of requests that the cache of one replica holds.</summary>
    public double CacheTokens { get; init; }

    /// <summary>Accelerators of the scenario.</summary>
    public int Accelerators { get; init; }

    /// <summary>Cost of a million generated tokens on all accelerators, waiting ones included.</summary>
    public Money CostPerMillionTokens { get; init; } = new(0);

    /// <summary>Energy of a million generated tokens, data centre included.</summary>
    public Energy EnergyPerMillionTokens { get; init; }

    /// <summary>How sure the figures are.</summary>
    public InferenceIntervalReport Interval { get; init; } = new();

    /// <summary>Wall-clock seconds of the simulation; <see langword="null"/> where they were not taken.</summary>
    public double? ElapsedSeconds { get; init; }

    /// <inheritdoc/>
    public override string Kind => "serving";

    /// <inheritdoc/>
    internal override string Currency => CostPerMillionTokens.Currency;

    /// <summary>Whether the objective's share of requests kept each of its limits; true where there are none.</summary>
    public bool ObjectiveMet =>
        Result is { Completed: > 0 } result
        && result.AtPercentile.First <= Objective.TimeToFirstToken
        && result.AtPercentile.Next <= Objective.TimePerOutputToken
        && result.AtPercentile.Total <= Objective.EndToEnd;
}
