using System.CommandLine;
using System.Text;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost batch IN.jsonl [--out OUT.jsonl]</c>: one scenario a line in, one report a line out, in bounded memory.</summary>
internal static class BatchVerb
{
    /// <summary>Lines that are worked on together.</summary>
    private const int Chunk = 1024;

    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("input") { Description = "File with one scenario a line, or '-' for standard input." };
        var output = new Option<string>("--out") { Description = "Where the reports go; standard output by default." };
        var timing = CommonOptions.NoTiming();
        var json = CommonOptions.Json();
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("batch", "One scenario a line in, one report a line out, in the same order.") { input, output, json, timing, convention };
        command.SetAction(result =>
        {
            var source = result.GetRequiredValue(input);
            var target = result.GetValue(output);
            var file = source == "-" ? null : new StreamReader(source, Encoding.UTF8, true, 65536);
            var writer = target is null ? null : new StreamWriter(target, false, new UTF8Encoding(false), 65536);
            using (file)
            using (writer)
            {
                var bad = Run(file ?? terminal.Input, writer ?? terminal.Output, ScenarioFiles.Reader(source), CommonOptions.Estimator(result.GetValue(convention)));
                if (bad > 0)
                {
                    terminal.Error.WriteLine($"{bad} bad line(s)");
                }

                return bad > 0 ? ExitCode.BadInput : ExitCode.Success;
            }
        });
        return command;
    }

    /// <summary>Answers every line; blank ones are skipped, bad ones are answered with their errors.</summary>
    /// <returns>How many lines were bad.</returns>
    internal static long Run(TextReader input, TextWriter output, ScenarioReader reader, Estimator estimator)
    {
        long number = 0, bad = 0;
        var lines = new List<(long Number, string Text)>(Chunk);
        var answers = new (string Text, bool Bad)[Chunk];
        while (true)
        {
            lines.Clear();
            while (lines.Count < Chunk && input.ReadLine() is { } line)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    lines.Add((number, line));
                }
            }

            if (lines.Count == 0)
            {
                return bad;
            }

            // The order of the answers does not depend on which core is done first.
            Parallel.For(0, lines.Count, i => answers[i] = Answer(lines[i].Number, lines[i].Text, reader, estimator));
            for (var i = 0; i < lines.Count; i++)
            {
                output.Write(answers[i].Text);
                output.Write('\n');
                bad += answers[i].Bad ? 1 : 0;
            }
        }
    }

    private static (string Text, bool Bad) Answer(long number, string line, ScenarioReader reader, Estimator estimator)
    {
        var problems = new InputProblems();
        var scenario = reader.Read(line, problems);
        if (scenario is not null)
        {
            return (ReportJson.ToText(estimator.Estimate(scenario), indented: false), false);
        }

        return (ErrorsJson.ToText(problems, number, indented: false), true);
    }
}
