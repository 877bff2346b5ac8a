using LlmCostSim.Training;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What the simulator says about a training job. Where the plan breaks a rule of its layout, nothing but <see cref="Report.Reasons"/> and
/// <see cref="Report.Parameters"/> is filled.
/// </summary>
public sealed record TrainingReport : Report
{
    /// <summary>Arithmetic.</summary>
    public FlopsReport Flops { get; init; } = new();

    /// <summary>Memory of the stage that needs most.</summary>
    public MemoryReport Memory { get; init; } = new();

    /// <summary>
    /// Changes of the plan that lower its memory, where it does not fit: those that make it fit first, the fastest first.
    /// </summary>
    public IReadOnlyList<MemoryRemedy> Remedies { get; init; } = [];

    /// <summary>One optimizer step, as exposed time on the critical stage.</summary>
    public StepBreakdown Step { get; init; }

    /// <summary>Speed.</summary>
    public ThroughputReport Throughput { get; init; } = new();

    /// <summary>The whole run.</summary>
    public RunReport Run { get; init; } = new();

    /// <summary>How sure the figures are.</summary>
    public IntervalReport Interval { get; init; } = new();

    /// <inheritdoc/>
    public override string Kind => "training";

    /// <inheritdoc/>
    internal override string Currency => Run.Cost.Currency;
}
