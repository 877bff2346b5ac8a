namespace LlmCostSim.Planning;

/// <summary>How many plans miss a limit, and the one that misses it by least.</summary>
internal struct PlanMiss
{
    public long Count;
    public double Excess;
    public bool Known;
    public PlanCandidate Nearest;

    public void Add(in PlanCandidate plan, double excess)
    {
        Count++;
        Offer(plan, excess);
    }

    public void Add(in PlanMiss other)
    {
        Count += other.Count;
        if (other.Known)
        {
            Offer(other.Nearest, other.Excess);
        }
    }

    private void Offer(in PlanCandidate plan, double excess)
    {
        if (!Known || excess < Excess || (excess == Excess && plan.Order < Nearest.Order))
        {
            (Excess, Nearest, Known) = (excess, plan, true);
        }
    }
}
