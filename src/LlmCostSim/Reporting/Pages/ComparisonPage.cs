using System.Globalization;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>A comparison: a column per scenario, a line per term, and what decides the term.</summary>
internal static class ComparisonPage
{
    public static Document Of(Comparison comparison)
    {
        var blocks = new List<Block> { Scenarios(comparison), new Heading("Term by term"), Terms(comparison) };
        if (comparison.Terms.Any(static t => t.Why.Any(static w => w.Length > 0)))
        {
            blocks.Add(new Heading("What decides the memory"));
            blocks.Add(Reasons(comparison));
        }

        if (comparison.Reports.All(static r => r is TrainingReport { Step.Total.TotalSeconds: > 0 }))
        {
            blocks.Add(
                new Picture(() =>
                    MemoryChart(
                        comparison,
                        static r => BreakdownTerms.Of(((TrainingReport)r).Memory.Breakdown),
                        static r => ((TrainingReport)r).Memory.Capacity
                    )
                )
            );
        }
        else if (comparison.Reports.All(static r => r is InferenceReport { Estimate.EndToEnd.TotalSeconds: > 0 }))
        {
            blocks.Add(
                new Picture(() =>
                    MemoryChart(
                        comparison,
                        static r => BreakdownTerms.Of(((InferenceReport)r).Estimate.Memory),
                        static r => ((InferenceReport)r).Capacity
                    )
                )
            );
        }

        return new Document("Comparison: " + string.Join(" – ", comparison.Scenarios.Select(ScenarioText.Title)), blocks, Data(comparison));
    }

    private static Table Scenarios(Comparison comparison) =>
        new(
            [new Column(""), new Column("scenario") { Wraps = true }, new Column("verdict") { Wraps = true }],
            [
                .. comparison
                    .Scenarios.Zip(comparison.Reports)
                    .Select(
                        (pair, i) =>
                            (IReadOnlyList<Cell>)
                                [
                                    new Cell(Letter(i)).In(Tone.Strong),
                                    $"{ScenarioText.Title(pair.First)}: {ScenarioText.Describe(pair.First)}",
                                    pair.Second.Feasible
                                        ? new Cell("feasible").In(Tone.Good)
                                        : new Cell("infeasible: " + string.Join("; ", pair.Second.Reasons)).In(Tone.Bad),
                                ]
                    ),
            ]
        )
        {
            Headers = false,
        };

    private static Table Terms(Comparison comparison)
    {
        var pair = comparison.Scenarios.Count == 2;
        Column[] columns =
        [
            new("term"),
            .. comparison.Scenarios.Select(static (_, i) => Column.Number(Letter(i))),
            .. pair ? [Column.Number("B − A", rank: 2), Column.Number("A / B", rank: 1)] : Array.Empty<Column>(),
        ];
        var currency = comparison.Reports[0].Currency;
        var rows = new List<IReadOnlyList<Cell>>();
        foreach (var term in comparison.Terms.Where(static t => t.Values.Any(static v => v != 0)))
        {
            var (a, b) = (term.Values[0], term.Values[^1]);
            var difference = term.Differs ? new Cell(Value(b - a, term.Unit, currency)) : Cell.Empty;
            var ratio = term.Differs && b > 0 ? new Cell($"× {Show.Ratio(a / b)}") : Cell.Empty;
            rows.Add([
                term.Name,
                .. term.Values.Select(v => new Cell(Value(v, term.Unit, currency), v)),
                .. pair ? [difference, ratio] : Array.Empty<Cell>(),
            ]);
        }

        return new Table(columns, rows);
    }

    private static Table Reasons(Comparison comparison) =>
        new(
            [new Column("term"), new Column(""), new Column("why") { Wraps = true }],
            [
                .. comparison
                    .Terms.Where(static t => t.Why.Any(static w => w.Length > 0))
                    .SelectMany(static term => term.Why.Select((why, i) => (IReadOnlyList<Cell>)[i == 0 ? term.Name : "", Letter(i), why])),
            ]
        )
        {
            Headers = false,
        };

    private static MemoryStackChart MemoryChart(
        Comparison comparison,
        Func<Report, IReadOnlyList<MemoryTerm>> parts,
        Func<Report, Bytes> capacity
    ) =>
        new(
            "Memory per GPU",
            [
                .. comparison.Scenarios.Zip(
                    comparison.Reports,
                    (scenario, report) => new MemoryStack(ScenarioText.Title(scenario), parts(report), capacity(report))
                ),
            ]
        );

    private static Table Data(Comparison comparison) =>
        new(
            [new Column("term"), new Column("unit"), .. comparison.Scenarios.Select(static s => Column.Number(ScenarioText.Title(s)))],
            [
                .. comparison.Terms.Select(static term =>
                    (IReadOnlyList<Cell>)[term.Name, term.Unit, .. term.Values.Select(static v => new Cell("", v))]
                ),
            ]
        );

    private static string Letter(int index) =>
        index < 26 ? ((char)('A' + index)).ToString() : (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Value(double value, string unit, string currency) =>
        Show.Signed(value, unit == "hours" ? "GPU-h" : unit, currency);
}
