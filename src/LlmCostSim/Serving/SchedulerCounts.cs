namespace LlmCostSim.Serving;

/// <summary>What a scheduler has done.</summary>
internal struct SchedulerCounts
{
    /// <summary>Steps, those of them that generated, and the sequences of those added up.</summary>
    public long Steps,
        GenerationSteps,
        GenerationSequences;

    /// <summary>Tokens generated, prompt tokens found in the cache, tokens worked on again.</summary>
    public long Tokens,
        Cached,
        Recomputed;

    /// <summary>Requests that lost their place.</summary>
    public long Preemptions;

    /// <summary>Seconds in steps.</summary>
    public double Busy;

    /// <summary>Most units of the cache held at a time.</summary>
    public long MostHeld;

    /// <summary>Adds what another did.</summary>
    public void Add(in SchedulerCounts other)
    {
        Steps += other.Steps;
        GenerationSteps += other.GenerationSteps;
        GenerationSequences += other.GenerationSequences;
        Tokens += other.Tokens;
        Cached += other.Cached;
        Recomputed += other.Recomputed;
        Preemptions += other.Preemptions;
        Busy += other.Busy;
        MostHeld = Math.Max(MostHeld, other.MostHeld);
    }
}
