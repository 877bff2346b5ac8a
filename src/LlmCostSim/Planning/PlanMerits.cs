using System.Globalization;
using LlmCostSim.Units;

namespace LlmCostSim.Planning;

/// <summary>What plans of a front are weighed by.</summary>
/// <param name="Seconds">Seconds of a step, or from request to last token.</param>
/// <param name="Cost">Money.</param>
/// <param name="Gpus">Accelerators.</param>
/// <param name="Headroom">Bytes left on an accelerator.</param>
/// <param name="Capacity">Bytes of an accelerator.</param>
internal readonly record struct PlanMerits(double Seconds, double Cost, int Gpus, double Headroom, double Capacity)
{
    // Less memory than the estimate can tell apart: half of measured memory lies about that far from it (docs/method.md, "Memory").
    private const double EqualMemory = 0.01;

    /// <summary>The plans that no other covers, the fastest first.</summary>
    /// <param name="plans">The plans; of equal ones the first is kept.</param>
    /// <param name="merits">What they are weighed by.</param>
    public static List<T> Front<T>(IEnumerable<T> plans, Func<T, PlanMerits> merits)
    {
        // What covers a plan comes before it; what is kept stays.
        var sorted = plans
            .Select(plan => (Plan: plan, Merits: merits(plan)))
            .OrderBy(static p => p.Merits.Seconds)
            .ThenBy(static p => p.Merits.Cost)
            .ThenBy(static p => p.Merits.Gpus)
            .ThenByDescending(static p => p.Merits.Headroom);
        var front = new List<(T Plan, PlanMerits Merits)>();
        foreach (var next in sorted)
        {
            if (!front.Exists(kept => kept.Merits.Covers(next.Merits)))
            {
                front.Add(next);
            }
        }

        return front.ConvertAll(static p => p.Plan);
    }

    /// <summary>By how much a plan exceeds the memory, in words.</summary>
    /// <param name="bytes">Bytes beyond what there is.</param>
    public static string Excess(double bytes)
    {
        var excess = Bytes.FromBytes(bytes);
        return excess < Bytes.FromGiB(0.1)
            ? string.Create(CultureInfo.InvariantCulture, $"needs {excess.TotalMiB:0.##} MiB more")
            : string.Create(CultureInfo.InvariantCulture, $"needs {excess.TotalGiB:0.00} GiB more");
    }

    private bool Covers(in PlanMerits other) =>
        Seconds <= other.Seconds && Cost <= other.Cost && Gpus <= other.Gpus && Headroom >= other.Headroom - (EqualMemory * other.Capacity);
}
