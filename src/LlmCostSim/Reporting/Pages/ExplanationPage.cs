using System.Globalization;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Reporting.Explaining;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting.Pages;

/// <summary>How figures of a report come about.</summary>
internal static class ExplanationPage
{
    /// <summary>The figures that can be explained.</summary>
    public static Document Of(Scenario scenario, Report report)
    {
        var table = new Table(
            [new Column("figure"), Column.Number("value"), new Column("unit") { Rank = 2 }, new Column("what it is") { Wraps = true }],
            [
                .. FigureExplanation
                    .List(report)
                    .Select(f =>
                        (IReadOnlyList<Cell>)
                            [f.Path, new Cell(Show.InUnit(f.Value, f.Text.Unit, report.Currency), f.Value), f.Text.Unit, f.Text.Meaning]
                    ),
            ]
        );
        return new Document(
            "Figures of " + ScenarioText.Title(scenario),
            [
                new Heading(ScenarioText.Title(scenario), ScenarioText.Describe(scenario)),
                table with
                {
                    Columns = [.. table.Columns.Take(2), table.Columns[3]],
                    Rows = [.. table.Rows.Select(static r => (IReadOnlyList<Cell>)[r[0], r[1], r[3]])],
                },
                new Paragraph("`llmcost explain SCENARIO FIGURE` says how one of them comes about."),
            ],
            table
        );
    }

    /// <summary>One figure.</summary>
    public static Document Of(Report report, FigureExplanation explained)
    {
        var text = explained.Text;
        var blocks = new List<Block>
        {
            new Heading(explained.Path, Show.InUnit(explained.Value, text.Unit, report.Currency)),
            new Paragraph(text.Meaning),
            new Heading("Formula"),
            new Paragraph(text.Formula),
        };
        if (explained.Recomputed is { } again)
        {
            blocks.Add(new Paragraph($"{text.Expression} = {Exact(again)}"));
        }

        var inputs = Inputs(explained);
        if (inputs.Rows.Count > 0)
        {
            blocks.Add(new Heading("What went in"));
            blocks.Add(inputs);
        }

        blocks.Add(new Heading("Source"));
        blocks.Add(new Paragraph(text.Source));
        blocks.Add(new Paragraph($"more: {text.Section}"));
        if (explained.Assumptions.Count > 0)
        {
            blocks.Add(new Heading("Assumptions"));
            blocks.Add(new Bullets([.. explained.Assumptions.Select(static assumption => assumption.Text)]));
        }

        return new Document("How " + explained.Path + " comes about", blocks, inputs);
    }

    private static Table Inputs(FigureExplanation explained) =>
        new(
            [new Column("input"), new Column("value") { Wraps = true }],
            [
                .. explained.Inputs.Select(static input =>
                    (IReadOnlyList<Cell>)
                        [
                            input.Key,
                            double.TryParse(input.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                                ? new Cell(Exact(number), number)
                                : input.Value,
                        ]
                ),
            ]
        )
        {
            Headers = false,
        };

    // With all digits that matter, so that the formula can be followed with a calculator.
    private static string Exact(double value) =>
        value.ToString(
            Math.Abs(value) is >= 1e15 or (> 0 and < 1e-4) ? "0.######e0"
                : Math.Abs(value) >= 1000 ? "#,0.##"
                : "0.#######",
            CultureInfo.InvariantCulture
        );
}
