using System.Text.Json;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes the answers of searches as JSON.</summary>
public static class PlanJson
{
    /// <summary>The answer of a search over training plans as text.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static string ToText(PlanResult result, bool timing = true)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonText.Object(writer =>
        {
            Counts(writer, result.Enumerated, result.Pruned, result.Evaluated, result.Feasible);
            Rejected(writer, [.. result.Rejected.Select(static r => (r.Reason, r.Count, r.Text, Members(r.NearMiss)))], result.Illegal);
            Plans(writer, [.. result.Plans.Select(Members)], [.. result.Front.Select(Members)]);
            Timing(writer, timing, result.Enumerated, result.ElapsedSeconds);
        });
    }

    /// <summary>The answer of a search over ways to serve as text.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static string ToText(InferencePlanResult result, bool timing = true)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonText.Object(writer =>
        {
            Counts(writer, result.Enumerated, result.Pruned, result.Evaluated, result.Feasible);
            Rejected(writer, [.. result.Rejected.Select(static r => (r.Reason, r.Count, r.Text, Members(r.NearMiss)))], result.Illegal);
            Plans(writer, [.. result.Plans.Select(Members)], [.. result.Front.Select(Members)]);
            Timing(writer, timing, result.Enumerated, result.ElapsedSeconds);
        });
    }

    /// <summary>A plan beside the best one as text.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static string ToText(PlanExplanation explanation, bool timing = true)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return JsonText.Object(writer =>
        {
            var search = explanation.Search;
            Counts(writer, search.Enumerated, search.Pruned, search.Evaluated, search.Feasible);
            Plan(writer, "given", Members(explanation.Given));
            if (explanation.Best is { } best)
            {
                Plan(writer, "best", Members(best));
                writer.WriteNumber("stepRatio", explanation.Ratio);
            }

            writer.WriteStartArray("terms");
            foreach (var term in explanation.Terms)
            {
                writer.WriteStartObject();
                writer.WriteString("term", term.Term);
                writer.WriteString("unit", term.Unit);
                writer.WriteNumber("given", term.Given);
                writer.WriteNumber("best", term.Best);
                writer.WriteNumber("difference", term.Difference);
                writer.WriteString("because", term.Because);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            Timing(writer, timing, search.Enumerated, search.ElapsedSeconds);
        });
    }

    private static (Scenario Scenario, Report Report) Members(Plan plan) => (plan.Scenario, plan.Report);

    private static (Scenario Scenario, Report Report) Members(InferencePlan plan) => (plan.Scenario, plan.Report);

    private static void Counts(Utf8JsonWriter writer, long enumerated, long pruned, long evaluated, long feasible)
    {
        writer.WriteNumber("enumerated", enumerated);
        writer.WriteNumber("pruned", pruned);
        writer.WriteNumber("evaluated", evaluated);
        writer.WriteNumber("feasible", feasible);
    }

    private static void Rejected(Utf8JsonWriter writer, (string Reason, long Count, string Text, (Scenario, Report) NearMiss)[] rejected, IReadOnlyList<(string Reason, long Layouts)> illegal)
    {
        writer.WriteStartObject("rejected");
        foreach (var (reason, count, _, _) in rejected)
        {
            writer.WriteNumber(reason, count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("nearMisses");
        foreach (var (reason, _, text, plan) in rejected)
        {
            writer.WriteStartObject(reason);
            writer.WriteString("misses", text);
            Write(writer, plan);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("illegalLayouts");
        foreach (var (reason, layouts) in illegal)
        {
            writer.WriteNumber(reason, layouts);
        }

        writer.WriteEndObject();
    }

    private static void Plans(Utf8JsonWriter writer, (Scenario, Report)[] best, (Scenario, Report)[] front)
    {
        Plans(writer, "plans", best);
        if (front.Length > 0)
        {
            Plans(writer, "pareto", front);
        }
    }

    private static void Plans(Utf8JsonWriter writer, string name, (Scenario, Report)[] plans)
    {
        writer.WriteStartArray(name);
        foreach (var plan in plans)
        {
            writer.WriteStartObject();
            Write(writer, plan);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Plan(Utf8JsonWriter writer, string name, (Scenario, Report) plan)
    {
        writer.WriteStartObject(name);
        Write(writer, plan);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, (Scenario Scenario, Report Report) plan)
    {
        writer.WritePropertyName("scenario");
        ScenarioWriter.Write(writer, plan.Scenario);
        writer.WritePropertyName("report");
        ReportJson.Write(writer, plan.Report);
    }

    private static void Timing(Utf8JsonWriter writer, bool written, long enumerated, double seconds)
    {
        if (written)
        {
            writer.WriteStartObject("timing");
            writer.WriteNumber("elapsedSeconds", seconds);
            writer.WriteNumber("plansPerSecond", enumerated / Math.Max(1e-9, seconds));
            writer.WriteEndObject();
        }
    }
}
