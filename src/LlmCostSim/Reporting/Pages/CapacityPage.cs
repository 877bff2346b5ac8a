using LlmCostSim.Planning;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>How many accelerators a service needs.</summary>
internal static class CapacityPage
{
    private static readonly Column[] Columns =
    [
        new("accelerator"),
        Column.Number("tensor"),
        Column.Number("pipeline", rank: 2),
        Column.Number("replicas"),
        Column.Number("GPUs"),
        Column.Number("cost per hour", "currency", 1),
        Column.Number("TTFT", "seconds"),
        Column.Number("TPOT", "seconds"),
        Column.Number("end to end", "seconds", 1),
        Column.Number("utilization", "fraction", 3),
        new("verdict") { Wraps = true },
    ];

    public static Document Of(CapacityRequest request, CapacityResult result, bool timing)
    {
        var scenario = request.Scenario;
        var objective = scenario.Workload.Objective;
        var blocks = new List<Block>
        {
            new Heading(ScenarioText.Title(scenario)),
            new Paragraph(
                $"{Promise(objective)} for {Show.Digits(objective.Percentile)} % of {Counted.Of(scenario.Workload.Requests, "request")}"
            ),
            result.Best is { } best
                ? new Paragraph(
                    $"{ScenarioText.Describe(best.Scenario)}, {Show.Of(best.CostPerHour)} per hour",
                    $"{Counted.Of(best.Gpus, "GPU")}:",
                    Tone.Good
                )
                : new Paragraph(
                    result.Candidates.Count > 0
                        ? "no layout keeps the objective"
                        : $"{request.MaxGpus} accelerator(s), the most that may be used, hold no layout of {request.LeastReplicas} replica(s)",
                    "infeasible:",
                    Tone.Bad
                ),
            new Heading(
                "Layouts",
                $"latencies at {Show.Digits(objective.Percentile)} %; {Counted.Of(result.Simulations, "run")} simulated{(timing ? $" in {Show.Of(Duration.FromSeconds(result.ElapsedSeconds))}" : "")}"
            ),
        };
        var table = new Table(Columns, [.. result.Candidates.Select(Row)]);
        blocks.Add(table);
        return new Document($"Capacity for {ScenarioText.Title(scenario)}", blocks, table);
    }

    private static string Promise(Serving.ServiceObjective objective) =>
        string.Join(
            ", ",
            new (string Name, double Limit)[]
            {
                ("first token", objective.TimeToFirstToken),
                ("per further token", objective.TimePerOutputToken),
                ("end to end", objective.EndToEnd),
            }
                .Where(static l => double.IsFinite(l.Limit))
                .Select(static l => $"{l.Name} within {Show.Of(Duration.FromSeconds(l.Limit))}")
        );

    private static IReadOnlyList<Cell> Row(CapacityCandidate candidate)
    {
        var (strategy, result) = (candidate.Scenario.Strategy, candidate.Report.Result);
        Cell Seconds(Func<Serving.ServingResult, double> value) =>
            result is null ? Cell.Empty : Cell.Of(Duration.FromSeconds(value(result)));
        return
        [
            candidate.Scenario.Cluster.Accelerator.Id,
            Cell.Whole(strategy.Tensor),
            Cell.Whole(strategy.Pipeline),
            Cell.Whole(strategy.Data),
            Cell.Whole(candidate.Gpus),
            Cell.Of(candidate.CostPerHour),
            Seconds(static r => r.AtPercentile.First),
            Seconds(static r => r.AtPercentile.Next),
            Seconds(static r => r.AtPercentile.Total),
            result is null ? Cell.Empty : Cell.Percent(result.Utilization),
            candidate.Meets ? new Cell("kept") { Tone = Tone.Good } : new Cell(candidate.Reason) { Tone = Tone.Bad },
        ];
    }
}
