using LlmCostSim.Economics;
using LlmCostSim.Facts;

namespace LlmCostSim.Setups;

/// <summary>One figure that a source gives of a setup, or should have given.</summary>
internal sealed record DocumentedFact
{
    /// <summary>What it is, such as <c>days</c> or <c>memoryPerGpu</c>.</summary>
    public required string Quantity { get; init; }

    /// <summary>Its unit.</summary>
    public required string Unit { get; init; }

    /// <summary>The published figure, or <see langword="null"/> where there is none.</summary>
    public double? Documented { get; init; }

    /// <summary>Whether the published figure is exact, approximate, or a bound; a bound is reproduced by everything on its side.</summary>
    public FigureBound Bound { get; init; }

    /// <summary>
    /// Whether the figure is of calendar time, with all failures, restarts and evaluation of a run on several nodes in it; the simulated
    /// one is then over the usual goodput, 0.9.
    /// </summary>
    public bool IsCalendarTime { get; init; }

    /// <summary>The verdict that the project stands by; a run that comes to another one fails.</summary>
    public required ReproductionVerdict Expected { get; init; }

    /// <summary>Where the figure is published.</summary>
    public required string Source { get; init; }

    /// <summary>Why the simulated figure differs, or why the documented one proves nothing; empty where it is reproduced.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The claim in words, where an article and the primary source disagree.</summary>
    public string Claim { get; init; } = "";

    internal static DocumentedFact From(FactReader facts) =>
        new()
        {
            Quantity = facts.Text("quantity"),
            Unit = facts.Text("unit"),
            Documented = facts.OptionalNumber("documented"),
            Bound = facts.Has("bound") ? facts.Choice<FigureBound>("bound") : FigureBound.Exact,
            IsCalendarTime = facts.Flag("calendarTime"),
            Expected = VerdictNames.Read(facts, "expected"),
            Source = facts.Text("source"),
            Reason = facts.OptionalText("reason") ?? "",
            Claim = facts.OptionalText("claim") ?? "",
        };
}
