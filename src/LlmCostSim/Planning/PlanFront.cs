using System.Runtime.InteropServices;

namespace LlmCostSim.Planning;

/// <summary>
/// Plans on one cluster of which none is both faster and smaller: sorted by time, memory falling. Cost follows time there, so these are all
/// that matter.
/// </summary>
internal sealed class PlanFront
{
    private readonly List<PlanCandidate> plans = [];

    public IReadOnlyList<PlanCandidate> Plans => plans;

    public void Clear() => plans.Clear();

    public void Add(PlanFront other)
    {
        foreach (ref readonly var plan in CollectionsMarshal.AsSpan(other.plans))
        {
            Add(plan);
        }
    }

    public void Add(in PlanCandidate plan)
    {
        int low = 0,
            high = plans.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = plans[middle].Seconds < plan.Seconds ? (middle + 1, high) : (low, middle);
        }

        // Everything before is faster; a first one at the same place is as fast.
        if (low > 0 && plans[low - 1].Bytes <= plan.Bytes)
        {
            return;
        }

        if (
            low < plans.Count
            && plans[low].Seconds == plan.Seconds
            && (plans[low].Bytes < plan.Bytes || (plans[low].Bytes == plan.Bytes && plans[low].Order < plan.Order))
        )
        {
            return;
        }

        var beaten = low;
        while (beaten < plans.Count && plans[beaten].Bytes >= plan.Bytes)
        {
            beaten++;
        }

        plans.RemoveRange(low, beaten - low);
        plans.Insert(low, plan);
    }
}
