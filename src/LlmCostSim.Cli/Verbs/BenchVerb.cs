using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost bench [--json]</c>: how fast the estimator is on this machine, on one core.</summary>
internal static class BenchVerb
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("bench", "How many estimates, plans and scenarios per second this machine's cores make, each.") { CommonOptions.NoTiming() };
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var rates = Throughput.Measure();
            output.Write(result, terminal, () => ToJson(rates), () => Page(rates));
            return ExitCode.Success;
        });
        return command;
    }

    private static Document Page(IReadOnlyList<(string Name, double Rate, string What)> rates)
    {
        var table = new Table(
            [new Column("rate"), Column.Number("per second", "1/s"), new Column("of") { Wraps = true }],
            [.. rates.Select(static r => (IReadOnlyList<Cell>)[r.Name, Cell.Whole(r.Rate), r.What])]);
        return new Document("Throughput of the estimator on this machine", [table], table);
    }

    private static string ToJson(IReadOnlyList<(string Name, double Rate, string What)> rates) => JsonText.Object(writer =>
    {
        foreach (var (name, rate, _) in rates)
        {
            writer.WriteNumber(name, rate);
        }
    });
}
