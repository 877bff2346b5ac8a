namespace LlmCostSim.Planning;

/// <summary>A given plan beside the best one that a search over the same job finds, term by term.</summary>
/// <param name="Given">The given plan.</param>
/// <param name="Best">The best one found; <see langword="null"/> where none fits.</param>
/// <param name="Terms">What differs: the step's terms, those that differ most first, then the memory's.</param>
/// <param name="Search">The search.</param>
public sealed record PlanExplanation(Plan Given, Plan? Best, IReadOnlyList<PlanDifference> Terms, SearchResult<Plan> Search)
{
    /// <summary>
    /// Seconds of a step under the best plan over those under the given one; at most 1 where the given plan is feasible. 0: no plan fits.
    /// </summary>
    public double Ratio => Best is null ? 0 : Best.Report.Step.Total.TotalSeconds / Given.Report.Step.Total.TotalSeconds;
}
