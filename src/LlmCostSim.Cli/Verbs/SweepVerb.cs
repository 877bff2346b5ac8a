using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost sweep SCENARIO.json --vary cluster.count=8,16,32 … [--json]</c>: the cross product of varied fields, one report each.</summary>
internal static class SweepVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("scenario") { Description = "Scenario file, '-' for standard input, or the name of a shipped scenario." };
        var vary = new Option<string[]>("--vary") { Description = "A field and its values, such as cluster.count=8,16,32; several fields are crossed.", Required = true, AllowMultipleArgumentsPerToken = true };
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("sweep", "One scenario with some of its fields varied: a report for every combination.") { file, vary, CommonOptions.NoTiming(), convention };
        var output = new OutputOptions(command, draws: true);
        command.SetAction(result =>
        {
            var path = ScenarioFiles.Locate(result.GetRequiredValue(file));
            SweepField[] fields = [.. result.GetRequiredValue(vary).Select(Field)];
            var rows = Sweep.Run(ScenarioFiles.ReadText(path, terminal), fields, ScenarioFiles.Reader(path, terminal), CommonOptions.Estimator(result.GetValue(convention)));
            output.Write(result, terminal, () => SweepJson.ToText(fields, rows), () => SweepPage.Of(fields, rows));
            foreach (var row in rows.Where(static r => r.Report is null))
            {
                terminal.Error.WriteLine($"{string.Join(", ", row.Values)}: {string.Join("; ", row.Problems)}");
            }

            return rows.Any(static row => row.Report is null) ? ExitCode.BadInput
                : rows.Any(static row => row.Report!.Feasible) ? ExitCode.Success
                : ExitCode.Infeasible;
        });
        return command;
    }

    private static SweepField Field(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] values = equals < 0 ? [] : text[(equals + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return equals > 0 && values.Length > 0
            ? new SweepField(text[..equals].Trim(), values)
            : throw new InvalidInputException([new InputProblem("--vary", $"'{text}' is not FIELD=VALUE,VALUE,…")]);
    }
}
