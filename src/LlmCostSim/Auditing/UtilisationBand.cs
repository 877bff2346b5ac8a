using LlmCostSim.Facts;

namespace LlmCostSim.Auditing;

/// <summary>What share of the dense peak real runs reached on a kind of accelerator.</summary>
internal sealed record UtilisationBand
{
    /// <summary>Ids of the accelerators it holds for; empty: all others.</summary>
    public required IReadOnlyList<string> Accelerators { get; init; }

    /// <summary>Lowest of published whole runs, restarts included; 0 to 1.</summary>
    public required double WholeRunLow { get; init; }

    /// <summary>Highest of published whole runs; 0 to 1.</summary>
    public required double WholeRunHigh { get; init; }

    /// <summary>Highest published for running steps; 0 to 1.</summary>
    public required double SteadyHigh { get; init; }

    /// <summary>Which runs.</summary>
    public required string Source { get; init; }

    internal static UtilisationBand From(FactReader facts) =>
        new()
        {
            Accelerators = facts.Texts("accelerators"),
            WholeRunLow = facts.Positive("wholeRunLow"),
            WholeRunHigh = facts.Positive("wholeRunHigh"),
            SteadyHigh = facts.Positive("steadyHigh"),
            Source = facts.Text("source"),
        };
}
