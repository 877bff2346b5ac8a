namespace LlmCostSim.Planning;

/// <summary>The answer of a search over ways to serve.</summary>
public sealed record InferencePlanResult
{
    /// <summary>Legal ways in the space.</summary>
    public required long Enumerated { get; init; }

    /// <summary>Ways that a bound excluded; with <see cref="Evaluated"/> all of them.</summary>
    public required long Pruned { get; init; }

    /// <summary>Ways whose memory and time were computed.</summary>
    public required long Evaluated { get; init; }

    /// <summary>Evaluated ways that fit and keep the limits.</summary>
    public required long Feasible { get; init; }

    /// <summary>Why evaluated ways were rejected: the reason, how many, the one that misses by least, and by how much it does.</summary>
    public required IReadOnlyList<(string Reason, long Count, InferencePlan NearMiss, string Text)> Rejected { get; init; }

    /// <summary>Why layouts are not legal, and how many.</summary>
    public required IReadOnlyList<(string Reason, long Layouts)> Illegal { get; init; }

    /// <summary>The best ways, the best first; of equal ones the first in enumeration order.</summary>
    public required IReadOnlyList<InferencePlan> Plans { get; init; }

    /// <summary>Ways that no other beats in time, cost, accelerators and memory headroom at once, the fastest first; empty unless asked for.</summary>
    public required IReadOnlyList<InferencePlan> Front { get; init; }

    /// <summary>Wall-clock seconds of the search.</summary>
    public required double ElapsedSeconds { get; init; }
}
