using System.Globalization;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Setups;

namespace LlmCostSim.Reporting.Pages;

/// <summary>Documented figures beside simulated ones.</summary>
internal static class ReproductionPage
{
    private static readonly Column[] Columns =
    [
        new("setup"),
        new("figure"),
        Column.Number("documented"),
        Column.Number("simulated"),
        Column.Number("ratio"),
        new("verdict"),
    ];

    public static Document Of(IReadOnlyList<Reproduction> rows)
    {
        var blocks = new List<Block>();
        foreach (var family in rows.GroupBy(static row => row.Family))
        {
            blocks.Add(new Table(Columns, [.. family.Select(Row)]) { Title = family.Key });
            string[] reasons = [.. family.Where(static row => row.Reason.Length > 0).Select(static row => $"{row.Id}: {row.Reason}")];
            if (reasons.Length > 0)
            {
                blocks.Add(new Bullets(reasons));
            }
        }

        blocks.Add(
            new Heading(
                "In all",
                string.Join(
                    ", ",
                    rows.GroupBy(static row => row.Verdict)
                        .OrderBy(static group => group.Key)
                        .Select(static group => $"{group.Count()} {group.Key.Name()}")
                )
            )
        );
        foreach (var row in rows.Where(static row => row.Verdict != row.Expected))
        {
            blocks.Add(new Paragraph($"{row.Verdict.Name()}, expected {row.Expected.Name()}", row.Id + ":", Tone.Bad));
        }

        return new Document("Documented setups beside what the simulator says", blocks, Data(rows));
    }

    private static IReadOnlyList<Cell> Row(Reproduction row) =>
        [
            Setup(row),
            $"{row.Quantity}{(row.Unit == row.Quantity || row.Unit.Length == 0 ? "" : $" [{row.Unit}]")}",
            row.Documented is { } documented ? Number(documented) : "—",
            Number(row.Simulated),
            row.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "—",
            new Cell(row.Verdict.Name()).In(ToneOf(row.Verdict)),
        ];

    private static Table Data(IReadOnlyList<Reproduction> rows) =>
        new(
            [
                new("family"),
                new("setup"),
                new("quantity"),
                new("unit"),
                Column.Number("documented"),
                Column.Number("simulated"),
                Column.Number("ratio"),
                new("verdict"),
                new("expected"),
                new("reason"),
                new("source"),
            ],
            [
                .. rows.Select(static row =>
                    (IReadOnlyList<Cell>)
                        [
                            row.Family,
                            Setup(row),
                            row.Quantity,
                            row.Unit,
                            new Cell("", row.Documented),
                            new Cell("", row.Simulated),
                            new Cell("", row.Ratio),
                            row.Verdict.Name(),
                            row.Expected.Name(),
                            row.Reason,
                            row.Source,
                        ]
                ),
            ]
        );

    private static string Setup(Reproduction row) => row.Id[..row.Id.IndexOf('/', StringComparison.Ordinal)];

    private static Tone ToneOf(ReproductionVerdict verdict) =>
        verdict switch
        {
            ReproductionVerdict.Reproduced => Tone.Good,
            ReproductionVerdict.Impossible => Tone.Bad,
            ReproductionVerdict.Off => Tone.Caution,
            _ => Tone.Plain,
        };

    private static string Number(double value) =>
        Math.Abs(value) switch
        {
            >= 1e15 => value.ToString("0.00e0", CultureInfo.InvariantCulture),
            >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
            _ => value.ToString("0.00", CultureInfo.InvariantCulture),
        };
}
