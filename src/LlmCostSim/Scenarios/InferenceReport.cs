using LlmCostSim.Inference;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What the simulator says about serving a batch. Where the plan breaks a rule of its layout, nothing but <see cref="Report.Reasons"/> and
/// <see cref="Report.Parameters"/> is filled.
/// </summary>
public sealed record InferenceReport : Report
{
    /// <summary>Times, throughput, memory and limits.</summary>
    public InferenceEstimate Estimate { get; init; }

    /// <summary>What the engine may use of an accelerator.</summary>
    public Bytes Capacity { get; init; }

    /// <summary>Cost of a million generated tokens on all accelerators of the scenario.</summary>
    public Money CostPerMillionTokens { get; init; } = new(0);

    /// <summary>Energy of a million generated tokens on all accelerators of the scenario, data centre included.</summary>
    public Energy EnergyPerMillionTokens { get; init; }

    /// <summary>How sure the figures are.</summary>
    public InferenceIntervalReport Interval { get; init; } = new();

    /// <inheritdoc/>
    public override string Kind => "inference";

    /// <inheritdoc/>
    internal override string Currency => CostPerMillionTokens.Currency;
}
