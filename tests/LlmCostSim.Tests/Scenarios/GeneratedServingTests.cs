using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Tests.Properties;
using static LlmCostSim.Tests.Scenarios.GeneratedReports;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Laws of every simulated service, whatever its model, engine, load and lengths.</summary>
public sealed class GeneratedServingTests
{
    [Property(MaxTest = 1000)]
    public void Estimate_AnyService_IsFiniteOrderedAndConserved(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Serving();
        if (Report(json) is not { } report)
        {
            return;
        }

        var served = report.Figure("requests");
        Hold(served + report.Figure("rejected") == json["workload"]!["requests"]!.GetValue<int>(), json);
        foreach (var figure in (string[])["ttftSeconds", "tpotSeconds", "endToEndSeconds"])
        {
            Ordered(report.GetProperty(figure), json);
        }

        IntervalsContainThePoint(report.GetProperty("interval"), json);
        Hold(report.Figure("endToEndSeconds", "mean") >= report.Figure("ttftSeconds", "mean") * (1 - Rounding), json);
        Hold(report.Figure("utilization") <= 1 + Rounding && report.Figure("kvCache", "max") <= 1 + Rounding, json);
        var horizon = report.Figure("horizonSeconds");
        Equal(served, report.Figure("throughput", "requestsPerSecond") * horizon, json);
        Equal(report.Figure("outputTokens"), report.Figure("throughput", "outputTokensPerSecond") * horizon, json);
        Equal(report.Figure("memory", "perGpuBytes"), Sum(report.GetProperty("memory").GetProperty("breakdown")), json);
    }

    [Property(MaxTest = 200)]
    public void Estimate_SameService_SameBytes(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Serving();
        if (Report(json) is { } first && Report(json) is { } second)
        {
            Hold(first.GetRawText() == second.GetRawText(), json);
        }
    }

    /// <summary>Most of what is made can be simulated: laws over nothing would hold, too.</summary>
    [Fact]
    public void Generated_MostServices_AreSound()
    {
        var random = new Random(5);

        Assert.InRange(Enumerable.Range(0, 200).Count(_ => Report(new AnyScenario(random).Serving()) is not null), 60, 200);
    }

    // A service without a request to serve is an answer, too.
    private static JsonElement? Report(JsonObject json) =>
        Of(json, static report => report.GetProperty("feasible").GetBoolean()) is { } report && report.Figure("requests") > 0
            ? report
            : null;

    private static void Ordered(JsonElement figure, JsonObject json)
    {
        double p50 = figure.Figure("p50"),
            p90 = figure.Figure("p90"),
            p99 = figure.Figure("p99"),
            max = figure.Figure("max"),
            mean = figure.Figure("mean"),
            min = figure.Figure("min");
        Hold(p50 <= p90 && p90 <= p99 && p99 <= max && min <= p50, json);
        Hold(min <= mean * (1 + Rounding) && mean <= max * (1 + Rounding), json);
    }
}
