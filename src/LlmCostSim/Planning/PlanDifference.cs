namespace LlmCostSim.Planning;

/// <summary>A term in which two plans differ.</summary>
/// <param name="Term">Name as in reports, such as <c>step.pipelineBubble</c>.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Given">Value under the given plan.</param>
/// <param name="Best">Value under the best one found.</param>
/// <param name="Because">Which choices that the term depends on differ, such as <c>pipeline 8 → 4</c>; empty where only the rest of the
/// step moves it.</param>
public sealed record PlanDifference(string Term, string Unit, double Given, double Best, string Because)
{
    /// <summary>Best minus given: negative where the best one takes less.</summary>
    public double Difference => Best - Given;
}
