using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
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
                var bad = Run(file ?? terminal.Input, writer ?? terminal.Output, ScenarioFiles.Reader(source, terminal), CommonOptions.Estimator(result.GetValue(convention)));
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
        var workers = Enumerable.Range(0, Environment.ProcessorCount * 4).Select(static _ => new BatchWriter()).ToArray();
        while (Fill(input, lines, ref number))
        {
            // The order of the answers does not depend on which core is done first: each worker has a run of neighbouring lines.
            var share = (lines.Count + workers.Length - 1) / workers.Length;
            Parallel.For(0, workers.Length, i =>
            {
                var first = Math.Min(i * share, lines.Count);
                var count = Math.Min(share, lines.Count - first);
                workers[i].Answer(CollectionsMarshal.AsSpan(lines).Slice(first, count), reader, estimator);
            });
            foreach (var worker in workers)
            {
                Write(output, worker.Written);
                bad += worker.Bad;
            }
        }

        Array.ForEach(workers, static worker => worker.Dispose());
        return bad;
    }

    private static bool Fill(TextReader input, List<(long Number, string Text)> lines, ref long number)
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

        return lines.Count > 0;
    }

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
