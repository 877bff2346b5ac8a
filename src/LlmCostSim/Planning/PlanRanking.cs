namespace LlmCostSim.Planning;

/// <summary>The best plans of a search or of a part of it, in order; room for a fixed number.</summary>
internal sealed class PlanRanking(int room)
{
    private readonly PlanCandidate[] plans = new PlanCandidate[room];
    private int count;

    public ReadOnlySpan<PlanCandidate> Plans => plans.AsSpan(0, count);

    /// <summary>No plan with a higher score can enter any more.</summary>
    public double Limit => count < room ? double.PositiveInfinity : plans[count - 1].Score;

    public void Clear() => count = 0;

    public void Add(in PlanCandidate plan)
    {
        if (count == room && !plan.Before(plans[count - 1]))
        {
            return;
        }

        var place = count == room ? count - 1 : count++;
        while (place > 0 && plan.Before(plans[place - 1]))
        {
            plans[place] = plans[place - 1];
            place--;
        }

        plans[place] = plan;
    }
}
