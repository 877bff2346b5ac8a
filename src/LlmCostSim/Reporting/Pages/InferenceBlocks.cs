using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The parts of an inference report.</summary>
internal static class InferenceBlocks
{
    public static IEnumerable<Block> Of(InferenceReport report)
    {
        var memory = report.Estimate.Memory;
        foreach (var block in MemoryBlocks.Of(BreakdownTerms.Of(memory), memory.Total, report.Capacity))
        {
            yield return block;
        }

        yield return new Heading("Result", "with the range from 10 % to 90 %");
        yield return new Picture(() => RequestChart(report));
        yield return Summary(report);
    }

    private static WaterfallChart RequestChart(InferenceReport report) =>
        new(
            "request",
            "One request from prompt to last token",
            "end to end",
            [
                ("time to first token", report.Estimate.TimeToFirstToken),
                ("further tokens", report.Estimate.EndToEnd - report.Estimate.TimeToFirstToken),
            ]
        );

    private static Table Summary(InferenceReport report)
    {
        var estimate = report.Estimate;
        return new Table(
            [new Column("figure"), new Column("value") { Wraps = true }, new Column("10 % to 90 %") { Wraps = true }],
            [
                ["time to first token", Show.Of(estimate.TimeToFirstToken), Ranges.Seconds(report.Interval.TimeToFirstToken)],
                ["time per output token", Show.Of(estimate.TimePerOutputToken), Ranges.Seconds(report.Interval.TimePerOutputToken)],
                ["end to end", Show.Of(estimate.EndToEnd), ""],
                ["output", $"{Show.Whole(estimate.OutputTokensPerSecond)} tokens/s", ""],
                ["largest batch", Counted.Of(estimate.MaxBatch, "sequence"), ""],
                ["longest context", Counted.Of(estimate.MaxContext, "token"), ""],
                [
                    "cost of a million output tokens",
                    Show.Of(report.CostPerMillionTokens),
                    Ranges.Of(report.Interval.Cost, v => Show.Of(new Money(v, report.Currency))),
                ],
            ]
        )
        {
            Headers = false,
        };
    }
}
