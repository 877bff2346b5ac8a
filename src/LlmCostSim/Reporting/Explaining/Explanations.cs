using LlmCostSim.Facts;

namespace LlmCostSim.Reporting.Explaining;

/// <summary>The explanations that ship, one list per kind of report. They are data: a figure without one fails a test.</summary>
internal static class Explanations
{
    /// <summary>The explanations for a kind of report, in the order of its figures.</summary>
    /// <param name="kind"><c>training</c>, <c>inference</c> or <c>serving</c>.</param>
    public static IReadOnlyList<Explanation> Of(string kind) =>
        EmbeddedData.Read($"Reporting/Data/explain-{kind}.json", static facts => facts.List("figures", Read));

    private static Explanation Read(FactReader facts) =>
        new(facts.Text("figure"), facts.OptionalText("unit") ?? "", facts.Text("is"), facts.Text("formula"), facts.Text("source"))
        {
            Expression = facts.OptionalText("expression") ?? "",
            Inputs = facts.Texts("inputs"),
            Assumptions = facts.Has("assumptions") ? facts.Texts("assumptions") : [],
        };
}
