using System.CommandLine;
using System.Text;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost batch IN.jsonl [--out OUT.jsonl]</c>: one scenario a line in, one report a line out, in bounded memory.</summary>
internal static class BatchVerb
{
    /// <summary>Lines that one core answers before it looks for more.</summary>
    private const int LinesPerRun = 128;

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
                    bad = Run(
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

    /// <summary>
    /// Answers every line; blank ones are skipped, bad ones are answered with their errors. Reading, answering and writing run beside each
    /// other, a bounded number of runs of lines at a time.
    /// </summary>
    /// <returns>How many lines were bad.</returns>
    internal static long Run(
        TextReader input,
        TextWriter output,
        ScenarioReader reader,
        Estimator estimator,
        IProgress<double>? progress = null
    )
    {
        long number = 0,
            bad = 0;
        var free = new Stack<BatchWriter>();
        var working = new Queue<(BatchWriter Writer, Task Answer)>();
        var text = new LineReader(input, JsonInput.MaxLength);
        var most = (2 * Environment.ProcessorCount) + 1;

        // Answers are written in the order of the lines, whichever core is done first.
        void Finish()
        {
            var (writer, answer) = working.Dequeue();
            answer.GetAwaiter().GetResult();
            Write(output, writer.Written);
            bad += writer.Bad;
            free.Push(writer);
            if (progress is not null && input is StreamReader { BaseStream: { CanSeek: true, Length: > 0 } file })
            {
                progress.Report((double)file.Position / file.Length);
            }
        }

        while (true)
        {
            var writer = free.Count > 0 ? free.Pop() : new BatchWriter();
            if (!writer.Fill(text, LinesPerRun, ref number))
            {
                writer.Dispose();
                break;
            }

            working.Enqueue((writer, Task.Run(() => writer.Answer(reader, estimator))));
            while (working.Count == most || (working.Count > 0 && working.Peek().Answer.IsCompleted))
            {
                Finish();
            }
        }

        while (working.Count > 0)
        {
            Finish();
        }

        foreach (var writer in free)
        {
            writer.Dispose();
        }

        return bad;
    }

    // A file that is emptied when it is opened, even a new one, is written to disk before it closes on common file systems: a tenth of a
    // second for a hundred thousand reports.
    private static StreamWriter Create(string path) =>
        new(new FileStream(path, File.Exists(path) ? FileMode.Create : FileMode.CreateNew, FileAccess.Write), new UTF8Encoding(false));

    // What is UTF-8 already goes to a UTF-8 stream as it is.
    private static void Write(TextWriter output, ReadOnlySpan<byte> answers)
    {
        if (output is StreamWriter { Encoding: UTF8Encoding } stream)
        {
            stream.Flush();
            stream.BaseStream.Write(answers);
        }
        else
        {
            output.Write(Encoding.UTF8.GetString(answers));
        }
    }
}
