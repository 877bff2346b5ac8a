using System.Globalization;
using LlmCostSim.Setups;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>Documented figures beside simulated ones, as people read them.</summary>
internal static class ReproductionText
{
    public static void Write(Terminal terminal, IReadOnlyList<Reproduction> rows)
    {
        var console = terminal.Renderer();
        foreach (var family in rows.GroupBy(row => row.Family))
        {
            var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(family.Key)) };
            table.AddColumn("setup");
            table.AddColumn("figure");
            table.AddColumn(new TableColumn("documented").RightAligned());
            table.AddColumn(new TableColumn("simulated").RightAligned());
            table.AddColumn(new TableColumn("ratio").RightAligned());
            table.AddColumn("verdict");
            foreach (var row in family)
            {
                table.AddRow(
                    Markup.Escape(row.Id[..row.Id.IndexOf('/', StringComparison.Ordinal)]),
                    Markup.Escape($"{row.Quantity}, {row.Unit}"),
                    row.Documented is { } documented ? Number(documented) : "—",
                    Number(row.Simulated),
                    row.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "—",
                    Verdict(row));
            }

            console.Write(table);
            foreach (var row in family.Where(row => row.Reason.Length > 0))
            {
                console.MarkupLine($"  [dim]{Markup.Escape(row.Id)}: {Markup.Escape(row.Reason)}[/]");
            }
        }

        console.WriteLine();
        console.WriteLine(string.Join(", ", rows.GroupBy(row => row.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.Name()}")));
        foreach (var row in rows.Where(row => row.Verdict != row.Expected))
        {
            console.MarkupLine($"[red]{Markup.Escape(row.Id)}: {row.Verdict.Name()}, expected {row.Expected.Name()}[/]");
        }
    }

    private static string Verdict(Reproduction row) => row.Verdict switch
    {
        ReproductionVerdict.Reproduced => "[green]reproduced[/]",
        ReproductionVerdict.Impossible => "[red]impossible[/]",
        ReproductionVerdict.Off => "[yellow]off[/]",
        _ => row.Verdict.Name(),
    };

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e15 => value.ToString("0.00e0", CultureInfo.InvariantCulture),
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
