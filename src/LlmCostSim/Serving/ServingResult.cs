namespace LlmCostSim.Serving;

/// <summary>What a simulated run gave. Immutable.</summary>
public sealed record ServingResult
{
    /// <summary>Requests that were served to their last token.</summary>
    public required long Completed { get; init; }

    /// <summary>Requests that no replica can ever hold, turned away at once.</summary>
    public required long Rejected { get; init; }

    /// <summary>From arrival to first token.</summary>
    public required LatencySummary TimeToFirstToken { get; init; }

    /// <summary>Mean time per further token of a request; requests of one token have none.</summary>
    public required LatencySummary TimePerOutputToken { get; init; }

    /// <summary>From arrival to last token.</summary>
    public required LatencySummary EndToEnd { get; init; }

    /// <summary>Seconds from the first arrival to the last token.</summary>
    public required double Horizon { get; init; }

    /// <summary>Prompt tokens of the completed requests.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that were generated.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Prompt tokens that were not worked on because their keys and values were in the cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Prompt and generated tokens that were worked on again after a preemption.</summary>
    public required long RecomputedTokens { get; init; }

    /// <summary>Requests that lost their place in the cache while running and started again.</summary>
    public required long Preemptions { get; init; }

    /// <summary>Steps of all schedulers.</summary>
    public required long Steps { get; init; }

    /// <summary>Mean share of the time in which a scheduler runs a step, 0–1.</summary>
    public required double Utilization { get; init; }

    /// <summary>Mean number of sequences of a step that generates.</summary>
    public required double MeanBatch { get; init; }

    /// <summary>Mean number of requests in the system, from arrival to last token.</summary>
    public required double MeanInSystem { get; init; }

    /// <summary>Mean number of requests that wait to be admitted.</summary>
    public required double MeanWaiting { get; init; }

    /// <summary>Largest number of requests that wait to be admitted.</summary>
    public required long MostWaiting { get; init; }

    /// <summary>
    /// Whether an open load is more than can be served: the backlog that requests find grows as long as they come, so that figures depend
    /// on how long that is.
    /// </summary>
    public required bool QueueGrows { get; init; }

    /// <summary>Mean share of all cache blocks that are held, 0–1.</summary>
    public required double MeanCacheShare { get; init; }

    /// <summary>Largest share of the blocks of one scheduler that were held, 0–1.</summary>
    public required double MostCacheShare { get; init; }

    /// <summary>Requests that kept all limits of the objective.</summary>
    public required long WithinObjective { get; init; }

    /// <summary>
    /// Requests over which latencies and <see cref="WithinObjective"/> are counted: the completed ones after the warm-up.
    /// </summary>
    public required long Observed { get; init; }

    /// <summary>The latencies at the objective's percentile: to first token, per further token, end to end.</summary>
    public required (double First, double Next, double Total) AtPercentile { get; init; }

    /// <summary>The run in equal parts.</summary>
    public required IReadOnlyList<TimelinePoint> Timeline { get; init; }

    /// <summary>Completed requests per second.</summary>
    public double RequestsPerSecond => Rate(Completed);

    /// <summary>Generated tokens per second.</summary>
    public double OutputTokensPerSecond => Rate(OutputTokens);

    /// <summary>Prompt and generated tokens per second.</summary>
    public double TokensPerSecond => Rate(InputTokens + OutputTokens);

    /// <summary>Share of the observed requests that kept the objective; 0 where none was observed.</summary>
    public double Attainment => Observed > 0 ? WithinObjective / (double)Observed : 0;

    /// <summary>Requests per second that keep the objective (Zhong et al. 2024).</summary>
    public double Goodput => Attainment * RequestsPerSecond;

    private double Rate(double count) => Horizon > 0 ? count / Horizon : 0;
}
