using System.Globalization;
using System.Text.Json;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting.Explaining;

/// <summary>
/// Everything that an explanation can name, by path: the figures of a report, and of what it was made from <c>scenario.…</c>,
/// <c>model.…</c> and <c>gpu.…</c>.
/// </summary>
internal sealed class FigureValues
{
    private readonly List<KeyValuePair<string, string>> all = [];
    private readonly Dictionary<string, double> numbers = [];

    /// <summary>The values of one estimate.</summary>
    public FigureValues(Scenario scenario, Report report)
    {
        foreach (var (path, value) in ReportFigures.Of(report))
        {
            Add(path, value);
        }

        Add("scenario", Written(writer => ScenarioWriter.Write(writer, scenario)));
        Add(
            "model",
            Written(writer =>
            {
                writer.WriteStartObject();
                ArchitectureWriter.WriteMembers(writer, scenario.Model);
                writer.WriteEndObject();
            })
        );
        Add("gpu", Written(writer => AcceleratorJson.Write(writer, scenario.Cluster.Accelerator)));
        if (scenario.Cluster.Accelerator.Peak.Of(scenario.ComputeFormat()) is { } peak)
        {
            Add("gpu.densePeakTflops", peak.TeraflopsPerSecond);
        }

        if (scenario is TrainingScenario training)
        {
            Add("run.sequenceLength", TrainingJob.RunWorkload(training).SequenceLength);
        }
    }

    /// <summary>The number of a path, or <see langword="null"/>.</summary>
    public double? Number(string path) => numbers.TryGetValue(path, out var value) ? value : null;

    /// <summary>What a path, or a pattern with a last <c>.*</c>, stands for: path and value as text.</summary>
    public IEnumerable<KeyValuePair<string, string>> Find(string pattern) => all.Where(pair => Explanation.Matches(pattern, pair.Key));

    private void Add(string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Add($"{path}.{member.Name}", member.Value);
                }

                break;
            case JsonValueKind.Number:
                Add(path, element.GetDouble());
                break;
            case JsonValueKind.String:
                all.Add(new(path, element.GetString()!));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                all.Add(new(path, element.GetBoolean() ? "true" : "false"));
                break;
        }
    }

    private void Add(string path, double value)
    {
        all.Add(new(path, value.ToString("R", CultureInfo.InvariantCulture)));
        numbers[path] = value;
    }

    private static JsonElement Written(Action<Utf8JsonWriter> write) => JsonElement.Parse(JsonText.Document(write, indented: false));
}
