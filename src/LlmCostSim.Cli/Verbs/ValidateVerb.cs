using System.CommandLine;
using System.Text;
using LlmCostSim.Cli.Output;
using LlmCostSim.Fitting;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost validate --data FILE-OR-DIR … [--json] [--rows OUT.csv]</c>: measured rows predicted, and by how much the predictions are
/// off.
/// </summary>
internal static class ValidateVerb
{
    public static Command Create(Terminal terminal)
    {
        var data = new Option<string[]>("--data")
        {
            Description = "Files of measured data, or folders of them; the columns say what a file holds.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var rows = new Option<string?>("--rows") { Description = "Where to write every row with its prediction, as CSV." };
        var onePoint = new Option<bool>("--one-point")
        {
            Description =
                "Show as well, on standard error, what one measured step teaches about the other rows of its table, predicted with constants that have not seen the table.",
        };
        var command = new Command(
            "validate",
            "Predicts measured kernels, training steps, memory, runs and serving figures, and prints the errors."
        )
        {
            data,
            rows,
            onePoint,
        };
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var paths = result.GetValue(data) ?? [];
            if (Missing(paths, terminal) > 0)
            {
                return ExitCode.BadInput;
            }

            var report = Validate(paths, terminal);
            ValidationText.WriteReasons(report, terminal.Error);
            if (result.GetValue(rows) is { } target)
            {
                using var writer = new StreamWriter(target, false, new UTF8Encoding(false), 65536);
                ValidationText.WriteRows(report, writer);
            }

            if (result.GetValue(onePoint))
            {
                ValidationText.WriteOnePoint(OnePoint.Of(paths), terminal.Error);
            }

            output.Write(result, terminal, () => ValidationJson.ToText(report), () => ValidationPage.Of(report));
            if (report.Rows.Count > 0)
            {
                return ExitCode.Success;
            }

            terminal.Error.WriteLine("nothing measured in the given files");
            return ExitCode.BadInput;
        });
        return command;
    }

    private static ValidationReport Validate(string[] paths, Terminal terminal)
    {
        using var progress = ProgressBar.On(terminal, "predicting");
        return new Validator(
            hardware: terminal.Hardware,
            stacks: terminal.OwnStacks.Aggregate(StackCatalog.Default, static (catalog, stack) => catalog.With(stack))
        ).Validate(paths, progress);
    }

    private static int Missing(string[] paths, Terminal terminal)
    {
        string[] missing = [.. paths.Where(path => !File.Exists(path) && !Directory.Exists(path))];
        foreach (var path in missing)
        {
            terminal.Error.WriteLine($"{path}: no such file or folder");
        }

        return missing.Length;
    }
}
