using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// Answers a run of lines into a buffer of its own, which is used again for the next run: a batch allocates per scenario, not per byte
/// written.
/// </summary>
internal sealed class BatchWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> buffer = new(1 << 16);
    private readonly Utf8JsonWriter writer;
    private readonly List<(long Number, string Text)> lines = [];

    public BatchWriter() => writer = new Utf8JsonWriter(buffer, JsonText.Options(indented: false));

    /// <summary>The answers, each with a line feed, in UTF-8.</summary>
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>Lines of the run that could not be read.</summary>
    public int Bad { get; private set; }

    /// <summary>Reads the next lines, blank ones left out.</summary>
    /// <param name="input">Where from.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="number">Lines read so far.</param>
    /// <returns>Whether there was one.</returns>
    public bool Fill(LineReader input, int most, ref long number)
    {
        lines.Clear();
        while (lines.Count < most && input.Next() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add((number, line));
            }
        }

        return lines.Count > 0;
    }

    /// <summary>Answers the lines.</summary>
    public void Answer(ScenarioReader reader, Estimator estimator)
    {
        buffer.ResetWrittenCount();
        Bad = 0;
        foreach (var (number, text) in lines)
        {
            var problems = new InputProblems();
            if (reader.Read(text, problems) is { } scenario)
            {
                writer.Reset();
                ReportJson.Write(writer, estimator.Estimate(scenario));
                writer.Flush();
            }
            else
            {
                Bad++;
                buffer.Write(Encoding.UTF8.GetBytes(ErrorsJson.ToText(problems, number, indented: false)));
            }

            buffer.Write("\n"u8);
        }
    }

    public void Dispose() => writer.Dispose();
}
