namespace LlmCostSim.Planning;

/// <summary>The answer of a search.</summary>
public sealed record PlanResult
{
    /// <summary>Legal plans in the space.</summary>
    public required long Enumerated { get; init; }

    /// <summary>Plans that a bound excluded; with <see cref="Evaluated"/> all of them.</summary>
    public required long Pruned { get; init; }

    /// <summary>Plans whose memory and time were computed.</summary>
    public required long Evaluated { get; init; }

    /// <summary>Evaluated plans that fit and meet deadline and budget.</summary>
    public required long Feasible { get; init; }

    /// <summary>Why evaluated plans were rejected.</summary>
    public required IReadOnlyList<PlanRejection> Rejected { get; init; }

    /// <summary>Why layouts are not legal, and how many.</summary>
    public required IReadOnlyList<(string Reason, long Layouts)> Illegal { get; init; }

    /// <summary>The best plans, the best first; of equal ones the first in enumeration order.</summary>
    public required IReadOnlyList<Plan> Plans { get; init; }

    /// <summary>Plans that no other beats in time, cost, accelerators and memory headroom at once, the fastest first; empty unless asked for.</summary>
    public required IReadOnlyList<Plan> Front { get; init; }

    /// <summary>Wall-clock seconds of the search.</summary>
    public required double ElapsedSeconds { get; init; }
}
