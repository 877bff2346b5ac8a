using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost sweep SCENARIO.json --vary cluster.count=8,16,32 … [--json]</c>: the cross product of varied fields, one report each.
/// </summary>
internal static class SweepVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.Scenario();
        file.Arity = ArgumentArity.ZeroOrOne;
        var vary = new Option<string[]>("--vary")
        {
            Description = "A field and its values, such as cluster.count=8,16,32; several fields are crossed.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("sweep", "One scenario with some of its fields varied: a report for every combination.")
        {
            file,
            vary,
            convention,
        };
        var output = new OutputOptions(command, draws: true);
        command.SetAction(result =>
        {
            // A scenario that stands behind --vary is taken for one of its values.
            var varied = result.GetRequiredValue(vary).ToList();
            var named = result.GetValue(file) ?? varied.Find(static text => !text.Contains('=', StringComparison.Ordinal));
            varied.Remove(result.GetValue(file) is null ? named ?? "" : "");
            var path = ScenarioFiles.Locate(
                named
                    ?? throw new InvalidInputException([
                        new InputProblem("sweep", "give a scenario file, '-', or the name of a shipped scenario"),
                    ])
            );
            SweepField[] fields = [.. varied.Select(Field)];
            var text = ScenarioFiles.ReadText(path, terminal);
            var rows = Run(
                named,
                () =>
                    LongWork.Run(
                        terminal,
                        "estimating",
                        (progress, token) =>
                            Sweep.Run(
                                text,
                                fields,
                                ScenarioFiles.Reader(path, terminal),
                                CommonOptions.Estimator(result.GetValue(convention)),
                                progress,
                                token
                            )
                    )
            );
            output.Write(result, terminal, () => SweepJson.ToText(fields, rows), () => SweepPage.Of(Name(named, rows), fields, rows));
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

    // As the scenario calls itself, or its file.
    private static string Name(string path, IReadOnlyList<SweepRow> rows) =>
        rows.Select(static row => row.Report?.Name).FirstOrDefault(static name => name?.Length > 0)
        ?? (path == "-" ? "" : Path.GetFileNameWithoutExtension(path));

    // Problems of the scenario carry its name, those of --vary do not.
    private static IReadOnlyList<SweepRow> Run(string path, Func<IReadOnlyList<SweepRow>> sweep)
    {
        try
        {
            return sweep();
        }
        catch (InvalidInputException invalid)
        {
            throw new InvalidInputException([
                .. invalid.Problems.Select(p => p.Path == "--vary" ? p : p with { Path = $"{path}: {p.Path}" }),
            ]);
        }
    }

    private static SweepField Field(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] values =
            equals < 0 ? [] : text[(equals + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return equals > 0 && values.Length > 0
            ? new SweepField(text[..equals].Trim(), values)
            : throw new InvalidInputException([new InputProblem("--vary", $"'{text}' is not FIELD=VALUE,VALUE,…")]);
    }
}
