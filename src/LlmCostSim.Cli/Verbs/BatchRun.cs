using System.Text;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Verbs;

/// <summary>All lines of a batch: read, answered by all cores, written in their order.</summary>
internal static class BatchRun
{
    /// <summary>Lines that one core answers before it looks for more.</summary>
    private const int LinesPerRun = 128;

    /// <summary>
    /// Answers every line; blank ones are skipped, bad ones are answered with their errors. Reading, answering and writing run beside each
    /// other, a bounded number of runs of lines at a time.
    /// </summary>
    /// <returns>How many lines were bad.</returns>
    public static long Answer(
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
