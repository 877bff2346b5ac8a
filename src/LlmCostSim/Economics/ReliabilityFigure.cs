using LlmCostSim.Facts;

namespace LlmCostSim.Economics;

/// <summary>One published figure on failures, restarts, checkpoints or spot preemption.</summary>
internal sealed record ReliabilityFigure
{
    /// <summary>Catalogue id, such as <c>llama3-int-unexpected</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the figure counts.</summary>
    public required string What { get; init; }

    /// <summary>
    /// The figure in <see cref="Unit"/>; <see langword="null"/> only where the status is <see cref="FactStatus.NotFound"/>.
    /// </summary>
    public double? Value { get; init; }

    /// <summary>Unit as in the source, such as <c>count</c>, <c>hours</c>, <c>GPU-hours</c> or <c>fraction</c>.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether it is exact, approximate or a lower bound.</summary>
    public FigureBound Bound { get; init; }

    /// <summary>Accelerators it was observed on; <see langword="null"/> where not stated.</summary>
    public int? Accelerators { get; init; }

    /// <summary>Id of the accelerator in the hardware catalogue; empty where not stated.</summary>
    public string Accelerator { get; init; } = "";

    /// <summary>Time of observation, in words.</summary>
    public string Period { get; init; } = "";

    /// <summary>Where it is from.</summary>
    public required string Source { get; init; }

    /// <summary>How well it is founded.</summary>
    public FactStatus Status { get; init; }

    /// <summary>Arithmetic and caveats.</summary>
    public string Notes { get; init; } = "";

    internal static ReliabilityFigure From(FactReader facts, string source) =>
        new()
        {
            Id = facts.Text("id"),
            What = facts.Text("what"),
            Value = facts.OptionalNumber("value"),
            Unit = facts.OptionalText("unit") ?? "",
            Bound = facts.Has("bound") ? facts.Choice<FigureBound>("bound") : FigureBound.Exact,
            Accelerators = facts.OptionalInteger("gpus"),
            Accelerator = facts.OptionalText("accelerator") ?? "",
            Period = facts.OptionalText("period") ?? "",
            Source = source,
            Status = facts.Choice<FactStatus>("status"),
            Notes = facts.OptionalText("notes") ?? "",
        };
}
