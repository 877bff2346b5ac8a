using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Stacks;

namespace LlmCostSim.Serving;

/// <summary>One scheduler of an engine: what it lets in, and what its cache holds. A value.</summary>
internal readonly record struct SchedulerRules
{
    /// <summary>What it lets into a step and into its cache.</summary>
    public AdmissionLimits Limits { get; init; }

    /// <summary>How its cache is counted.</summary>
    public CacheUnits Units { get; private init; }

    /// <summary>All of its cache, in those units.</summary>
    public long Cache { get; private init; }

    /// <summary>Seconds of a request outside the steps.</summary>
    public double RequestHost { get; private init; }

    /// <summary>Whether requests leave after their first token for another replica.</summary>
    public bool PromptsOnly { get; init; }

    /// <summary>Tokens that the cache holds of sequences whose windows are not full.</summary>
    public double CacheTokens => (double)Cache / Units.Whole * Units.BlockTokens;

    /// <summary>The rules of an engine with what was given in their place.</summary>
    /// <remarks>A pipeline runs a batch of its own in each of its stages at a time, and each has its share of the ranks' cache.</remarks>
    public static SchedulerRules Of(Replica replica, Accelerator accelerator, InferenceEngine engine, SchedulingOptions options)
    {
        var (limits, budget) = (options.Over(replica.Limits), Budget(replica, accelerator, engine, options));
        var units = CacheUnits.Of(replica, limits.BlockTokens);
        return new SchedulerRules
        {
            Limits = limits,
            Units = units,
            Cache = (long)Math.Min(budget.Tokens / replica.Strategy.Pipeline / limits.BlockTokens * units.Whole, long.MaxValue / 4),
            RequestHost = engine.RequestHost.TotalSeconds,
        };
    }

    /// <summary>What the engine's memory rules leave for the cache of a rank.</summary>
    public static CacheBudget Budget(Replica replica, Accelerator accelerator, InferenceEngine engine, SchedulingOptions options) =>
        new(replica, accelerator, engine, options.Over(replica.Limits).StepTokens);
}
