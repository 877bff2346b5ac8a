using System.Globalization;
using LlmCostSim.Planning;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting.Pages;

/// <summary>A sweep: a line per combination, and the speed over the first field that is a number.</summary>
internal static class SweepPage
{
    private const string GpuCount = "cluster.count";

    /// <param name="scenario">Name of what is varied; empty: not known.</param>
    /// <param name="fields">The varied fields.</param>
    /// <param name="rows">The combinations.</param>
    public static Document Of(string scenario, IReadOnlyList<SweepField> fields, IReadOnlyList<SweepRow> rows)
    {
        var table = new Table(
            [
                .. fields.Select(static f => new Column(f.Path) { Right = f.Values.All(static v => Number(v) is not null) }),
                .. Results(rows),
            ],
            [.. rows.Select(static row => (IReadOnlyList<Cell>)[.. row.Values.Select(static v => new Cell(v)), .. Cells(row)])]
        );
        var blocks = new List<Block> { table.WithoutEmptyColumns() };
        if (ChartOf(fields, rows) is { } chart)
        {
            blocks.Add(new Picture(() => chart));
        }

        return new Document(
            $"Sweep{(scenario.Length > 0 ? $" of {scenario}" : "")} over " + string.Join(", ", fields.Select(static f => f.Path)),
            blocks,
            table
        );
    }

    private static Column[] Results(IReadOnlyList<SweepRow> rows) =>
        [
            new("fits"),
            Column.Number("memory", "bytes"),
            Column.Number(
                rows.All(static r => r.Report is not InferenceReport) ? "step"
                    : rows.All(static r => r.Report is not TrainingReport) ? "per token"
                    : "step or token",
                "seconds"
            ),
            Column.Number("speed", "tokens/s"),
            Column.Number("MFU", "fraction", 1),
            Column.Number("run", "seconds", 2),
            Column.Number("cost", "currency", 3),
            new("note") { Wraps = true },
        ];

    /// <summary>Tokens per second of a report; 0 where there are none.</summary>
    private static double Speed(Report? report) =>
        report switch
        {
            TrainingReport training => training.Throughput.TokensPerSecond,
            InferenceReport inference => inference.Estimate.OutputTokensPerSecond,
            _ => 0,
        };

    private static Cell[] Cells(SweepRow row) =>
        row.Report switch
        {
            null => [new Cell("bad").In(Tone.Bad), "", "", "", "", "", "", string.Join("; ", row.Problems)],
            TrainingReport { Step.Total.TotalSeconds: > 0 } training =>
            [
                Fits(training),
                Cell.Of(training.Memory.PerGpu),
                Cell.Of(training.Step.Total),
                Cell.Digits(Speed(training), "tokens/s"),
                Cell.Percent(training.Throughput.Mfu),
                training.Run.Steps > 0 ? Cell.Of(training.Run.Time) : Cell.Empty,
                training.Run.Steps > 0 ? Cell.Of(training.Run.Cost) : Cell.Empty,
                "",
            ],
            InferenceReport { Estimate.EndToEnd.TotalSeconds: > 0 } report =>
            [
                Fits(report),
                Cell.Of(report.Estimate.Memory.Total),
                Cell.Of(report.Estimate.TimePerOutputToken),
                Cell.Digits(Speed(report), "tokens/s"),
                Cell.Empty,
                Cell.Empty,
                new Cell(Show.Of(report.CostPerMillionTokens) + " per 1M tokens", report.CostPerMillionTokens.Amount),
                "",
            ],
            var other => [Fits(other), "", "", "", "", "", "", other.Reasons.Count > 0 ? other.Reasons[0] : ""],
        };

    private static Cell Fits(Report report) => report.Feasible ? new Cell("yes").In(Tone.Good) : new Cell("no").In(Tone.Bad);

    private static ScalingChart? ChartOf(IReadOnlyList<SweepField> fields, IReadOnlyList<SweepRow> rows)
    {
        var across = Enumerable
            .Range(0, fields.Count)
            .Where(i => fields[i].Values.Count > 1 && fields[i].Values.All(static v => Number(v) is > 0))
            .ToList();
        if (across.Count == 0)
        {
            return null;
        }

        var x = across.FirstOrDefault(i => fields[i].Path == GpuCount, across[0]);
        var series =
            from row in rows
            where Speed(row.Report) > 0
            group row by string.Join(
                ", ",
                row.Values.Select((value, i) => (value, i))
                    .Where(v => v.i != x && fields[v.i].Values.Count > 1)
                    .Select(v => $"{fields[v.i].Path[(fields[v.i].Path.LastIndexOf('.') + 1)..]} {v.value}")
            ) into one
            select new ScalingSeries(
                one.Key,
                [
                    .. one.Select(row => new ScalingPoint(Number(row.Values[x])!.Value, Speed(row.Report), row.Report!.Feasible))
                        .OrderBy(static p => p.X),
                ]
            );
        ScalingSeries[] all = [.. series];
        return all.Any(static s => s.Points.Count > 1) ? new ScalingChart(fields[x].Path, all, ideal: fields[x].Path == GpuCount) : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
