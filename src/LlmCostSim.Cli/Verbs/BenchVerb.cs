using System.CommandLine;
using System.Globalization;
using LlmCostSim.Cli.Output;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost bench [--json]</c>: how fast the estimator is on this machine, on one core.</summary>
internal static class BenchVerb
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("bench", "How many estimates, plans and scenarios per second this machine's cores make, each.");
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var rates = Throughput.Measure();
            var scaling = Scaling.Measure();
            output.Write(result, terminal, () => ToJson(rates, scaling), () => Page(rates, scaling));
            return ExitCode.Success;
        });
        return command;
    }

    private static Document Page(IReadOnlyList<(string Name, double Rate, string What)> rates, Scaling scaling)
    {
        var table = new Table(
            [new Column("rate"), Column.Number("per second", "1/s"), new Column("of") { Wraps = true }],
            [.. rates.Select(static r => (IReadOnlyList<Cell>)[r.Name, Cell.Whole(r.Rate), r.What])]
        );
        var cores = new Paragraph(
            string.Create(
                CultureInfo.InvariantCulture,
                $"On {scaling.Cores} cores a search is {scaling.Plans:0.00} times as fast as on one, a plain loop {scaling.Loop:0.00} times."
            )
        );
        return new Document("Throughput of the estimator on this machine", [table, cores], table);
    }

    private static string ToJson(IReadOnlyList<(string Name, double Rate, string What)> rates, Scaling scaling) =>
        JsonText.Object(writer =>
        {
            foreach (var (name, rate, _) in rates)
            {
                writer.WriteNumber(name, rate);
            }

            writer.WriteStartObject("scaling");
            writer.WriteNumber("cores", scaling.Cores);
            writer.WriteNumber("plans", scaling.Plans);
            writer.WriteNumber("plainLoop", scaling.Loop);
            writer.WriteEndObject();
        });
}
