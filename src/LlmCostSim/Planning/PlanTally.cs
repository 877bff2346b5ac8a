namespace LlmCostSim.Planning;

/// <summary>Counts, best plans and near misses of a search or of a part of it.</summary>
/// <param name="top">How many of the best plans are kept.</param>
/// <param name="tasks">Tasks of the search, each of which has a front of its own.</param>
internal sealed class PlanTally(int top, int tasks)
{
    public readonly PlanRanking Ranking = new(top);
    public readonly PlanFront[] Fronts = [.. Enumerable.Range(0, tasks).Select(static _ => new PlanFront())];
    public long Pruned,
        Evaluated,
        Feasible;
    public PlanMiss Memory,
        Deadline,
        Budget;

    public void Clear()
    {
        Ranking.Clear();
        foreach (var front in Fronts)
        {
            front.Clear();
        }

        (Pruned, Evaluated, Feasible) = (0, 0, 0);
        (Memory, Deadline, Budget) = (default, default, default);
    }

    /// <summary>Takes in what another one found; the outcome does not depend on the order.</summary>
    public void Add(PlanTally other)
    {
        foreach (ref readonly var plan in other.Ranking.Plans)
        {
            Ranking.Add(plan);
        }

        for (var task = 0; task < Fronts.Length; task++)
        {
            Fronts[task].Add(other.Fronts[task]);
        }

        Pruned += other.Pruned;
        Evaluated += other.Evaluated;
        Feasible += other.Feasible;
        Memory.Add(other.Memory);
        Deadline.Add(other.Deadline);
        Budget.Add(other.Budget);
    }
}
