using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Tests.Properties;
using static LlmCostSim.Tests.Scenarios.GeneratedReports;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Laws of every simulated service, whatever its model, engine, load and lengths.</summary>
public sealed class GeneratedServingTests
{
    private const double Rounding = 1e-9;

    [Property(MaxTest = 1000)]
    public void Estimate_AnyService_IsFiniteOrderedAndConserved(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Serving();
        if (Report(json) is not { } report)
        {
            return;
        }

        var served = report.GetProperty("requests").GetDouble();
        Hold(served + report.GetProperty("rejected").GetDouble() == json["workload"]!["requests"]!.GetValue<int>(), json);
        foreach (var figure in (string[])["ttftSeconds", "tpotSeconds", "endToEndSeconds"])
        {
            Ordered(report.GetProperty(figure), json);
        }

        IntervalsContainThePoint(report.GetProperty("interval"), json);
        Hold(
            report.GetProperty("endToEndSeconds").GetProperty("mean").GetDouble()
                >= report.GetProperty("ttftSeconds").GetProperty("mean").GetDouble() * (1 - Rounding),
            json
        );
        Hold(
            report.GetProperty("utilization").GetDouble() <= 1 + Rounding
                && report.GetProperty("kvCache").GetProperty("max").GetDouble() <= 1 + Rounding,
            json
        );
        Near(
            report.GetProperty("throughput").GetProperty("requestsPerSecond").GetDouble()
                * report.GetProperty("horizonSeconds").GetDouble(),
            served,
            json
        );
        Near(
            report.GetProperty("throughput").GetProperty("outputTokensPerSecond").GetDouble()
                * report.GetProperty("horizonSeconds").GetDouble(),
            report.GetProperty("outputTokens").GetDouble(),
            json
        );
        Near(
            report.GetProperty("memory").GetProperty("breakdown").EnumerateObject().Sum(static m => m.Value.GetDouble()),
            report.GetProperty("memory").GetProperty("perGpuBytes").GetDouble(),
            json
        );
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
        GeneratedReports.Of(json, static report => report.GetProperty("feasible").GetBoolean()) is { } report
        && report.GetProperty("requests").GetDouble() > 0
            ? report
            : null;

    // Percentiles are read off buckets, whose width the engine states as 1.6 % at the most.
    private static void Ordered(JsonElement figure, JsonObject json)
    {
        const double Bucket = 1 + (1.0 / 64);
        double p50 = Of(figure, "p50"),
            p90 = Of(figure, "p90"),
            p99 = Of(figure, "p99"),
            max = Of(figure, "max"),
            mean = Of(figure, "mean"),
            min = Of(figure, "min");
        Hold(p50 <= p90 && p90 <= p99 && p99 <= max * Bucket && min <= p50 * Bucket, json);
        Hold(min <= mean * (1 + Rounding) && mean <= max * (1 + Rounding), json);
    }

    private static double Of(JsonElement figure, string name) => figure.GetProperty(name).GetDouble();

    private static void Near(
        double left,
        double right,
        JsonObject json,
        [CallerArgumentExpression(nameof(left))] string? expression = null
    ) => Assert.True(Math.Abs(left - right) <= 1e-6 * Math.Max(left, right), $"{expression}: {left} is not {right}: {json.ToJsonString()}");
}
