using System.CommandLine;
using System.Text;
using LlmCostSim.Cli.Output;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost batch IN.jsonl [--out OUT.jsonl]</c>: one scenario a line in, one report a line out, in bounded memory.</summary>
internal static class BatchVerb
{
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("input") { Description = "File with one scenario a line, or '-' for standard input." };
        var output = new Option<string>("--out") { Description = "Where the reports go; standard output by default." };
        var json = CommonOptions.Json();
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("batch", "One scenario a line in, one report a line out, in the same order.")
        {
            input,
            output,
            json,
            convention,
        };
        command.SetAction(result =>
        {
            var source = result.GetRequiredValue(input);
            var target = result.GetValue(output);
            var file = source == "-" ? null : ScenarioFiles.Open(source);
            var writer = target is null ? null : Create(target);
            using (file)
            using (writer)
            {
                long bad;
                using (var progress = target is null ? null : ProgressBar.On(terminal, "estimating"))
                {
                    bad = BatchRun.Answer(
                        file ?? terminal.Input,
                        writer ?? terminal.Output,
                        ScenarioFiles.Reader(source, terminal),
                        CommonOptions.Estimator(result.GetValue(convention)),
                        progress
                    );
                }

                if (bad > 0)
                {
                    terminal.Error.WriteLine($"{bad} bad line(s)");
                }

                return bad > 0 ? ExitCode.BadInput : ExitCode.Success;
            }
        });
        return command;
    }

    // A file that is emptied when it is opened, even a new one, is written to disk before it closes on common file systems: a tenth of a
    // second for a hundred thousand reports.
    private static StreamWriter Create(string path) =>
        new(new FileStream(path, Path.Exists(path) ? FileMode.Create : FileMode.CreateNew, FileAccess.Write), new UTF8Encoding(false));
}
