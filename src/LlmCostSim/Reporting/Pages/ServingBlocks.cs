using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The parts of a serving report.</summary>
internal static class ServingBlocks
{
    public static IEnumerable<Block> Of(ServingReport report, ServingResult result)
    {
        yield return new Heading(
            "Latency",
            $"of {Counted.Of(result.Observed, "request")} in {Show.Of(Duration.FromSeconds(result.Horizon))}"
        );
        yield return new Table(
            [
                new Column("from"),
                Column.Number("mean", "seconds"),
                Column.Number("p50", "seconds"),
                Column.Number("p90", "seconds"),
                Column.Number("p99", "seconds"),
                Column.Number("max", "seconds", 1),
            ],
            [
                Row("arrival to first token", result.TimeToFirstToken),
                Row("token to token", result.TimePerOutputToken),
                Row("arrival to last token", result.EndToEnd),
            ]
        );
        yield return new Picture(() =>
            new LatencyChart([
                ("first token", result.TimeToFirstToken),
                ("token to token", result.TimePerOutputToken),
                ("last token", result.EndToEnd),
            ])
        );
        foreach (var block in Objective(report, result))
        {
            yield return block;
        }

        yield return new Heading("Load");
        yield return Table.OfFacts(Load(report, result));
        yield return new Picture(() => new LoadChart(result.Timeline));
        foreach (
            var block in MemoryBlocks.Of(
                BreakdownTerms.Of(report.Memory),
                report.Memory.Total,
                report.Capacity,
                $", the cache of a replica holds {Show.Whole(report.CacheTokens)} tokens"
            )
        )
        {
            yield return block;
        }
    }

    private static IReadOnlyList<Cell> Row(string name, in LatencySummary latency) =>
        [name, Seconds(latency.Mean), Seconds(latency.P50), Seconds(latency.P90), Seconds(latency.P99), Seconds(latency.Largest)];

    private static Cell Seconds(double seconds) => Cell.Of(Duration.FromSeconds(seconds));

    private static IEnumerable<Block> Objective(ServingReport report, ServingResult result)
    {
        var (objective, at) = (report.Objective, result.AtPercentile);
        if (!objective.Any)
        {
            yield break;
        }

        yield return new Heading("Objective", $"for {Show.Digits(objective.Percentile)} % of the requests");
        (string Name, double Limit, double Value)[] limits =
        [
            ("time to first token", objective.TimeToFirstToken, at.First),
            ("time per output token", objective.TimePerOutputToken, at.Next),
            ("end to end", objective.EndToEnd, at.Total),
        ];
        yield return new Table(
            [new Column("limit"), Column.Number("promised", "seconds"), Column.Number("simulated", "seconds"), new Column("verdict")],
            [
                .. limits
                    .Where(static l => double.IsFinite(l.Limit))
                    .Select(static l =>
                        (IReadOnlyList<Cell>)
                            [
                                l.Name,
                                Seconds(l.Limit),
                                Seconds(l.Value),
                                l.Value <= l.Limit ? new Cell("kept") { Tone = Tone.Good } : new Cell("missed") { Tone = Tone.Bad },
                            ]
                    ),
            ]
        );
        yield return new Paragraph(
            $"{Show.Percent(result.Attainment)} of the requests keep all limits: goodput {Show.Digits(result.Goodput)} requests/s of {Show.Digits(result.RequestsPerSecond)}"
        );
    }

    private static IEnumerable<(string Name, Cell Value)> Load(ServingReport report, ServingResult result)
    {
        yield return (
            "requests",
            $"{Show.Whole(result.Completed)} served{(result.Rejected > 0 ? $", {Show.Whole(result.Rejected)} too long for the cache" : "")}"
        );
        yield return (
            "throughput",
            $"{Show.Digits(result.RequestsPerSecond)} requests/s, {Show.Whole(result.OutputTokensPerSecond)} output tokens/s, {Show.Digits(result.OutputTokensPerSecond / Math.Max(1, report.Accelerators))} per GPU"
        );
        yield return (
            "utilization",
            $"{Show.Percent(result.Utilization)} of the time in steps, {Show.Digits(result.MeanBatch)} sequences in a step"
        );
        yield return (
            "queue",
            $"{Show.Digits(result.MeanWaiting)} waiting in the mean, {Show.Whole(result.MostWaiting)} at the most; {Show.Digits(result.MeanInSystem)} in the system{(result.QueueGrows ? "; it grows as long as requests come" : "")}"
        );
        yield return (
            "cache",
            $"{Show.Percent(result.MeanCacheShare)} held in the mean, {Show.Percent(result.MostCacheShare)} at the most; {Counted.Of(result.Preemptions, "preemption")}{(result.CachedTokens > 0 ? $", {Show.Whole(result.CachedTokens)} prompt tokens from the cache" : "")}"
        );
        yield return (
            "a million output tokens",
            $"{Show.Of(report.CostPerMillionTokens)}, {Show.Digits(report.EnergyPerMillionTokens.TotalKilowattHours)} kWh"
        );
        yield return (
            "10 % to 90 %",
            $"first token {Ranges.Seconds(report.Interval.TimeToFirstToken)} and token to token {Ranges.Seconds(report.Interval.TimePerOutputToken)} in the mean; {Ranges.Of(report.Interval.OutputTokensPerSecond, Show.Whole)} output tokens/s; a million of them {Ranges.Of(report.Interval.Cost, v => Show.Of(new Money(v, report.Currency)))}"
        );
        if (report.ElapsedSeconds is { } elapsed)
        {
            yield return (
                "simulated in",
                $"{Show.Of(Duration.FromSeconds(elapsed))}, {Show.Whole(result.Completed / Math.Max(1e-9, elapsed))} requests/s"
            );
        }
    }
}
