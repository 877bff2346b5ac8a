namespace LlmCostSim.Scenarios;

/// <summary>One term of a comparison.</summary>
/// <param name="Name">Path of the term in a report, such as <c>memory.weights</c>.</param>
/// <param name="Unit">Unit of the values: <c>bytes</c>, <c>seconds</c> and so on.</param>
/// <param name="Values">One value per scenario.</param>
/// <param name="Why">What decides the term in each scenario, in words; empty where the value says it all.</param>
public sealed record ComparisonTerm(string Name, string Unit, IReadOnlyList<double> Values, IReadOnlyList<string> Why)
{
    /// <summary>Whether the scenarios differ in the term by more than one part in a thousand.</summary>
    public bool Differs
    {
        get
        {
            var (least, most) = (Values.Min(), Values.Max());
            return most - least > 1e-3 * Math.Max(Math.Abs(most), Math.Abs(least));
        }
    }
}
