namespace LlmCostSim.Planning;

/// <summary>Counts, best plans and near misses of a search or of a part of it.</summary>
internal sealed class PlanTally(int top)
{
    public readonly PlanRanking Ranking = new(top);
    public readonly PlanFront Front = new();
    public long Pruned,
        Evaluated,
        Feasible;
    public PlanMiss Memory,
        Deadline,
        Budget;

    public void Clear()
    {
        Ranking.Clear();
        Front.Clear();
        (Pruned, Evaluated, Feasible) = (0, 0, 0);
        (Memory, Deadline, Budget) = (default, default, default);
    }

    /// <summary>Takes in what another one found, the front apart; the outcome does not depend on the order.</summary>
    public void Add(PlanTally other)
    {
        foreach (ref readonly var plan in other.Ranking.Plans)
        {
            Ranking.Add(plan);
        }

        Pruned += other.Pruned;
        Evaluated += other.Evaluated;
        Feasible += other.Feasible;
        Memory.Add(other.Memory);
        Deadline.Add(other.Deadline);
        Budget.Add(other.Budget);
    }
}
