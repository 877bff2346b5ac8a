using System.Globalization;
using LlmCostSim.Planning;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Reporting.Pages;

/// <summary>A plan beside the best one that a search finds: what differs, by how much, and why.</summary>
internal static class PlanExplanationPage
{
    public static Document Of(PlanExplanation explanation)
    {
        var title = ScenarioText.Title(explanation.Given.Scenario);
        var blocks = new List<Block>
        {
            new Heading("Given and best plan of " + title),
            Table.OfFacts(
                ("given", $"{ScenarioText.Strategy(explanation.Given.Scenario)}: {Step(explanation.Given)}"),
                ("best", explanation.Best is { } best ? $"{ScenarioText.Strategy(best.Scenario)}: {Step(best)}" : "none fits")
            ),
            new Paragraph(Verdict(explanation)),
        };
        if (explanation.Terms.Count > 0)
        {
            blocks.Add(new Heading("Where the difference comes from"));
            blocks.Add(Terms(explanation));
        }

        return new Document("Plan of " + title + " explained", blocks, Terms(explanation));
    }

    private static Table Terms(PlanExplanation explanation) =>
        new(
            [
                new Column("term"),
                Column.Number("given"),
                Column.Number("best"),
                Column.Number("best − given"),
                new Column("because") { Wraps = true },
            ],
            [
                .. explanation.Terms.Select(static t =>
                    (IReadOnlyList<Cell>)[t.Term, Value(t.Given, t.Unit), Value(t.Best, t.Unit), Value(t.Difference, t.Unit), t.Because]
                ),
            ]
        );

    // Terms of the step are in seconds, those of the memory in bytes.
    private static Cell Value(double value, string unit) => new(Show.Signed(value, unit, currency: ""), value);

    private static string Step(Plan plan) => $"{Show.Of(plan.Report.Step.Total)} a step, {Show.Of(plan.Report.Memory.PerGpu)} per GPU";

    private static string Verdict(PlanExplanation explanation)
    {
        if (explanation.Best is not { } best)
        {
            return "No plan of the space fits.";
        }

        if (!explanation.Given.Report.Feasible)
        {
            return $"The given plan is infeasible: {string.Join("; ", explanation.Given.Report.Reasons)}. The best one that fits takes {Show.Of(best.Report.Step.Total)} a step.";
        }

        return explanation.Ratio >= 1
            ? "No plan of the space is faster than the given one."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The best of {explanation.Search.Enumerated:#,0} plans takes {explanation.Ratio:P1} of the given plan's step."
            );
    }
}
