namespace LlmCostSim.Planning;

/// <summary>The answer of a search.</summary>
/// <typeparam name="TPlan">What was searched for: <see cref="Plan"/> of training, <see cref="InferencePlan"/>.</typeparam>
public sealed record SearchResult<TPlan>
{
    /// <summary>Legal plans in the space.</summary>
    public required long Enumerated { get; init; }

    /// <summary>Plans that a bound excluded; with <see cref="Evaluated"/> all of them.</summary>
    public required long Pruned { get; init; }

    /// <summary>Plans whose memory and time were computed.</summary>
    public required long Evaluated { get; init; }

    /// <summary>Evaluated plans that fit and keep all limits.</summary>
    public required long Feasible { get; init; }

    /// <summary>Why evaluated plans were rejected.</summary>
    public required IReadOnlyList<PlanRejection<TPlan>> Rejected { get; init; }

    /// <summary>Why layouts are not legal, and how many.</summary>
    public required IReadOnlyList<(string Reason, long Layouts)> Illegal { get; init; }

    /// <summary>The best plans, the best first; of equal ones the first in enumeration order.</summary>
    public required IReadOnlyList<TPlan> Plans { get; init; }

    /// <summary>
    /// Plans of which none is at least as good in time, cost, accelerators and memory headroom at once, the fastest first; headroom within
    /// a hundredth of the accelerator's memory counts as equal. Empty unless asked for.
    /// </summary>
    public required IReadOnlyList<TPlan> Front { get; init; }

    /// <summary>Wall-clock seconds of the search.</summary>
    public required double ElapsedSeconds { get; init; }
}
