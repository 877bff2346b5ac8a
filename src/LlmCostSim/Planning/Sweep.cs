using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>One scenario with some of its fields varied: the cross product of their values, a report each.</summary>
internal static class Sweep
{
    /// <summary>Most rows of a sweep.</summary>
    public const int MostRows = 100_000;

    /// <summary>Reads and answers every combination, the last field varying fastest.</summary>
    /// <param name="json">Text of the scenario; a varied field may be absent.</param>
    /// <param name="fields">Which fields, such as <c>cluster.count</c>, and their values as text: JSON values, or plain words.</param>
    /// <param name="reader">Reads the scenarios.</param>
    /// <param name="estimator">Answers them.</param>
    /// <param name="progress">Told the share of combinations that are done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidInputException">The text is no JSON object, a field lies in something that is no object, or there are more
    /// than <see cref="MostRows"/> combinations.</exception>
    public static IReadOnlyList<SweepRow> Run(
        string json,
        IReadOnlyList<SweepField> fields,
        ScenarioReader reader,
        Estimator estimator,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(estimator);
        var rows = fields.Aggregate(1L, static (product, field) => Math.Min(product * field.Values.Count, MostRows + 1L));
        if (rows > MostRows)
        {
            throw new InvalidInputException([new InputProblem("--vary", $"more than {MostRows} combinations")]);
        }

        var problems = new InputProblems();
        if (JsonInput.Parse(json, problems)?.AsObject() is null || HasTwins(json))
        {
            // The reader names every member that is given twice.
            _ = problems.Count == 0 ? reader.Read(json, problems) : null;
            problems.ThrowIfAny();
        }

        var done = 0;
        try
        {
            return
            [
                .. Enumerable
                    .Range(0, (int)rows)
                    .AsParallel()
                    .AsOrdered()
                    .WithCancellation(cancellation)
                    .Select(row =>
                    {
                        var answer = Answer(json, fields, row, reader, estimator);
                        progress?.Report(Interlocked.Increment(ref done) / (double)rows);
                        return answer;
                    }),
            ];
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<InvalidInputException>().FirstOrDefault() is { } wrong)
        {
            // Every combination has the same path in the same scenario: one of them says it.
            throw new InvalidInputException(wrong.Problems);
        }
    }

    private static SweepRow Answer(string json, IReadOnlyList<SweepField> fields, int row, ScenarioReader reader, Estimator estimator)
    {
        var values = new string[fields.Count];
        var root = JsonNode.Parse(json, null, JsonInput.Lenient)!.AsObject();
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            (row, var chosen) = Math.DivRem(row, fields[i].Values.Count);
            values[i] = fields[i].Values[chosen];
            Set(root, fields[i].Path, values[i]);
        }

        var problems = new InputProblems();
        var scenario = reader.Read(root.ToJsonString(), problems);
        return new SweepRow(values, scenario is null ? null : estimator.Estimate(scenario), [.. problems]);
    }

    // A member that is given twice cannot be set.
    private static bool HasTwins(string json)
    {
        try
        {
            using var text = JsonDocument.Parse(json, JsonInput.Lenient with { AllowDuplicateProperties = false });
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static void Set(JsonObject root, string path, string value)
    {
        var names = path.Split('.');
        var parent = root;
        foreach (var name in names.AsSpan(0, names.Length - 1))
        {
            if (parent[name] is null)
            {
                parent[name] = new JsonObject();
            }

            parent =
                parent[name] as JsonObject
                ?? throw new InvalidInputException([new InputProblem("--vary", $"'{path}': '{name}' is not an object")]);
        }

        parent[names[^1]] = Value(value);
    }

    /// <summary>What a value of a list means: what is no JSON value is a word.</summary>
    internal static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
