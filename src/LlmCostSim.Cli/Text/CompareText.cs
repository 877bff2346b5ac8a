using System.Globalization;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>A comparison as people read it: a column per scenario, a line per term, and what decides the term.</summary>
internal static class CompareText
{
    public static void Write(Terminal terminal, Comparison comparison)
    {
        var console = terminal.Renderer();
        for (var i = 0; i < comparison.Scenarios.Count; i++)
        {
            var (scenario, report) = (comparison.Scenarios[i], comparison.Reports[i]);
            console.WriteLine($"{Letter(i)}  {EstimateText.Title(scenario)}: {EstimateText.Describe(scenario)}");
            console.WriteLine("   " + (report.Feasible ? "feasible" : "infeasible: " + string.Join("; ", report.Reasons)));
        }

        console.WriteLine();
        console.Write(Terms(comparison));
        WriteReasons(console, comparison);
    }

    private static Table Terms(Comparison comparison)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("term") { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        for (var i = 0; i < comparison.Scenarios.Count; i++)
        {
            table.AddColumn(Right(Letter(i)));
        }

        var pair = comparison.Scenarios.Count == 2;
        if (pair)
        {
            table.AddColumn(Right("B - A"));
            table.AddColumn(Right("A / B"));
        }

        foreach (var term in comparison.Terms)
        {
            if (term.Values.All(static v => v == 0))
            {
                continue;
            }

            var cells = new List<string> { term.Name };
            cells.AddRange(term.Values.Select(v => Value(v, term.Unit)));
            if (pair)
            {
                cells.Add(term.Differs ? Value(term.Values[1] - term.Values[0], term.Unit) : "");
                cells.Add(term.Differs && term.Values[1] > 0 ? "× " + Show.Digits(term.Values[0] / term.Values[1]) : "");
            }

            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    private static void WriteReasons(IAnsiConsole console, Comparison comparison)
    {
        var explained = comparison.Terms.Where(static t => t.Why.Any(static w => w.Length > 0)).ToList();
        if (explained.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.MarkupLine("[bold]What decides the memory[/]");
        foreach (var term in explained)
        {
            for (var i = 0; i < term.Why.Count; i++)
            {
                console.WriteLine($"  {(i == 0 ? term.Name : ""),-20} {Letter(i)}: {term.Why[i]}");
            }
        }
    }

    private static TableColumn Right(string header) => new(header) { NoWrap = true, Alignment = Justify.Right, Padding = new Padding(0, 0, 2, 0) };

    private static string Letter(int index) => index < 26 ? ((char)('A' + index)).ToString() : (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Value(double value, string unit)
    {
        var sign = value < 0 ? "-" : "";
        var size = Math.Abs(value);
        return sign + unit switch
        {
            "bytes" => Show.Of(Bytes.FromBytes(size)),
            "seconds" => Show.Of(Duration.FromSeconds(size)),
            "fraction" => Show.Percent(size),
            _ => Show.Count(size),
        };
    }
}
