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
    public static string ToText(SearchResult<Plan> result, bool timing = true) => ToText(result, Members, timing);

    /// <summary>The answer of a search over ways to serve as text.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static string ToText(SearchResult<InferencePlan> result, bool timing = true) => ToText(result, Members, timing);

    /// <summary>A plan beside the best one as text.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static string ToText(PlanExplanation explanation, bool timing = true)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return JsonText.Object(writer =>
        {
            var search = explanation.Search;
            Counts(writer, search);
            Plan(writer, "given", Members(explanation.Given));
            if (explanation.Best is { } best)
            {
                Plan(writer, "best", Members(best));
                writer.WriteNumber("stepRatio", explanation.Ratio);
            }

            JsonText.Objects(writer, "terms", explanation.Terms, Term);
            Timing(writer, timing, search);
        });
    }

    private static void Term(Utf8JsonWriter writer, PlanDifference term)
    {
        writer.WriteString("term", term.Term);
        writer.WriteString("unit", term.Unit);
        writer.WriteNumber("given", term.Given);
        writer.WriteNumber("best", term.Best);
        writer.WriteNumber("difference", term.Difference);
        writer.WriteString("because", term.Because);
    }

    private static string ToText<TPlan>(SearchResult<TPlan> result, Func<TPlan, (Scenario, Report)> members, bool timing)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonText.Object(writer =>
        {
            Counts(writer, result);
            Rejected(writer, result.Rejected, members);
            Illegal(writer, result.Illegal);
            JsonText.Objects(writer, "plans", result.Plans.Select(members), Write);
            if (result.Front.Count > 0)
            {
                JsonText.Objects(writer, "pareto", result.Front.Select(members), Write);
            }

            Timing(writer, timing, result);
        });
    }

    private static (Scenario Scenario, Report Report) Members(Plan plan) => (plan.Scenario, plan.Report);

    private static (Scenario Scenario, Report Report) Members(InferencePlan plan) => (plan.Scenario, plan.Report);

    private static void Counts<TPlan>(Utf8JsonWriter writer, SearchResult<TPlan> result)
    {
        writer.WriteNumber("enumerated", result.Enumerated);
        writer.WriteNumber("pruned", result.Pruned);
        writer.WriteNumber("evaluated", result.Evaluated);
        writer.WriteNumber("feasible", result.Feasible);
    }

    private static void Rejected<TPlan>(
        Utf8JsonWriter writer,
        IReadOnlyList<PlanRejection<TPlan>> rejected,
        Func<TPlan, (Scenario, Report)> members
    )
    {
        writer.WriteStartObject("rejected");
        foreach (var rejection in rejected)
        {
            writer.WriteNumber(rejection.Reason, rejection.Count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("nearMisses");
        foreach (var rejection in rejected)
        {
            writer.WriteStartObject(rejection.Reason);
            writer.WriteString("misses", rejection.Text);
            Write(writer, members(rejection.NearMiss));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Illegal(Utf8JsonWriter writer, IReadOnlyList<(string Reason, long Layouts)> illegal)
    {
        writer.WriteStartObject("illegalLayouts");
        foreach (var (reason, layouts) in illegal)
        {
            writer.WriteNumber(reason, layouts);
        }

        writer.WriteEndObject();
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

    private static void Timing<TPlan>(Utf8JsonWriter writer, bool written, SearchResult<TPlan> result)
    {
        if (written)
        {
            writer.WriteStartObject("timing");
            writer.WriteNumber("elapsedSeconds", result.ElapsedSeconds);
            writer.WriteNumber("plansPerSecond", result.Enumerated / Math.Max(1e-9, result.ElapsedSeconds));
            writer.WriteEndObject();
        }
    }
}
