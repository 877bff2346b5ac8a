using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Reports of generated scenarios: none without a reason, none with a figure that is not finite.</summary>
internal static class GeneratedReports
{
    /// <summary>What adding up in another order may change.</summary>
    public const double Rounding = 1e-9;

    /// <summary>The report, or <see langword="null"/> where the scenario is faulty or has no sound answer.</summary>
    /// <param name="json">The scenario.</param>
    /// <param name="isSound">Whether a report has figures; the others must say why not.</param>
    /// <param name="change">What is done to the scenario before.</param>
    public static JsonElement? Of(JsonObject json, Func<JsonElement, bool> isSound, Func<Scenario, Scenario>? change = null)
    {
        var text = json.ToJsonString();
        var problems = new InputProblems();
        var scenario = new ScenarioReader().Read(text, problems);
        Assert.Equal(scenario is null, problems.Any);
        if (scenario is null)
        {
            return null;
        }

        try
        {
            using var report = JsonDocument.Parse(ReportJson.ToText(new Estimator().Estimate(change?.Invoke(scenario) ?? scenario)));
            FiniteFigures.Hold(report.RootElement, text);
            var sound = isSound(report.RootElement);
            Assert.True(sound || report.RootElement.GetProperty("reasons").GetArrayLength() > 0, text);
            return sound ? report.RootElement.Clone() : null;
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(text, exception);
        }
    }

    /// <summary>Fails with the scenario where a law does not hold.</summary>
    public static void Hold(bool law, JsonObject json, [CallerArgumentExpression(nameof(law))] string? expression = null) =>
        Assert.True(law, $"{expression}: {json.ToJsonString()}");

    /// <summary>Fails with the scenario where two figures differ by more than rounding.</summary>
    public static void Equal(
        double expected,
        double actual,
        JsonObject json,
        [CallerArgumentExpression(nameof(actual))] string? expression = null
    ) =>
        Assert.True(
            Math.Abs(actual - expected) <= Rounding * Math.Max(Math.Abs(expected), Math.Abs(actual)),
            $"{expression}: {actual} is not {expected}: {json.ToJsonString()}"
        );

    /// <summary>A member of a report, as deep as the path says.</summary>
    public static double Figure(this JsonElement report, params string[] path) =>
        path.Aggregate(report, static (place, name) => place.GetProperty(name)).GetDouble();

    /// <summary>The sum of an object's members.</summary>
    public static double Sum(JsonElement breakdown) => breakdown.EnumerateObject().Sum(static m => m.Value.GetDouble());

    /// <summary>Every interval contains its point.</summary>
    /// <param name="intervals">The report's <c>interval</c>.</param>
    /// <param name="json">The scenario.</param>
    public static void IntervalsContainThePoint(JsonElement intervals, JsonObject json)
    {
        foreach (var interval in intervals.EnumerateObject())
        {
            double low = interval.Value[0].GetDouble(),
                middle = interval.Value[1].GetDouble(),
                high = interval.Value[2].GetDouble();
            Hold(low <= middle && middle <= high, json);
        }
    }
}
