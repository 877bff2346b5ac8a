namespace LlmCostSim.Serving;

/// <summary>The requests of a simulation. Immutable.</summary>
public sealed record ServingWorkload
{
    /// <summary>Number of requests, 1 or more. Of a trace: how many of its requests at most.</summary>
    public required long Requests { get; init; }

    /// <summary>When they come.</summary>
    public required Arrivals Arrivals { get; init; }

    /// <summary>Prompt lengths; of no use for a trace.</summary>
    public LengthDistribution Input { get; init; } = LengthDistribution.Constant(1);

    /// <summary>Answer lengths; of no use for a trace.</summary>
    public LengthDistribution Output { get; init; } = LengthDistribution.Constant(1);

    /// <summary>The trace, in order of arrival; empty for other processes.</summary>
    public IReadOnlyList<TraceRequest> Trace { get; init; } = [];

    /// <summary>What prompts have in common; nothing by default.</summary>
    public SharedPrefix Prefix { get; init; }

    /// <summary>Seed of all that is drawn at random; 1 by default. Same seed, same result.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// First requests that are served but left out of latencies and goodput, since an empty system is faster than a busy one; 0 by default.
    /// </summary>
    public long WarmUp { get; init; }

    /// <summary>What the service promises; nothing by default.</summary>
    public ServiceObjective Objective { get; init; } = new();

    /// <summary>Requests that the simulation will serve.</summary>
    internal long Count => Arrivals.Process == ArrivalProcess.Trace ? Math.Min(Requests, Trace.Count) : Requests;
}
