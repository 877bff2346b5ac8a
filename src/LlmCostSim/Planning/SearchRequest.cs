using LlmCostSim.Hardware;

namespace LlmCostSim.Planning;

/// <summary>What searches have in common, whatever they search: where it may run, what counts as best, how much is answered.</summary>
public abstract record SearchRequest
{
    internal const int UsualTop = 5;

    private protected SearchRequest(Cluster cluster, PlanObjective objective) => (Clusters, Objective) = ([cluster], objective);

    /// <summary>Clusters to search over; by default the scenario's.</summary>
    public IReadOnlyList<Cluster> Clusters { get; init; }

    /// <summary>
    /// Money per accelerator and hour by accelerator id, in the scenario's currency, where it differs from what the scenario says; none by
    /// default.
    /// </summary>
    public IReadOnlyDictionary<string, double> Prices { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// What is made best. Of a job the time of a step by default; of serving the money per million generated tokens, and instead of it the
    /// time from request to last token, the tokens per second and accelerator, or the fewest accelerators that keep the limits.
    /// </summary>
    public PlanObjective Objective { get; init; }

    /// <summary>How many of the best plans are wanted, at least 1; 5 by default.</summary>
    public int Top { get; init; } = UsualTop;

    /// <summary>Whether the Pareto front over time, cost, accelerators and memory headroom is wanted, too; not by default.</summary>
    public bool Pareto { get; init; }

    /// <summary>
    /// Whether plans that a bound excludes, of serving the batches above one that does not fit, are left out (the default); the best plans
    /// are the same either way.
    /// </summary>
    public bool Prune { get; init; } = true;

    /// <summary>Threads; 0 (the default): one per processor. The result is the same whatever their number.</summary>
    public int Threads { get; init; }

    /// <summary>The threads that a search takes.</summary>
    internal int Workers => Threads > 0 ? Threads : Environment.ProcessorCount;
}
