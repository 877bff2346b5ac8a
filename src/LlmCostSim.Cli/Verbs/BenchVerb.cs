using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmCostSim.Reporting;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost bench [--json]</c>: how fast the estimator is on this machine, on one core.</summary>
internal static class BenchVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("bench", "How many estimates, plans and scenarios per second this machine's cores make, each.") { json, CommonOptions.NoTiming() };
        command.SetAction(result =>
        {
            var rates = Throughput.Measure();
            if (result.GetValue(json))
            {
                terminal.Output.WriteLine(ToJson(rates));
            }
            else
            {
                foreach (var (name, rate, what) in rates)
                {
                    terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate,14:#,0} {what} ({name})"));
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static string ToJson(IReadOnlyList<(string Name, double Rate, string What)> rates)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonText.Options(indented: true)))
        {
            writer.WriteStartObject();
            foreach (var (name, rate, _) in rates)
            {
                writer.WriteNumber(name, rate);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
