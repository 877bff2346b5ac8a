using System.Globalization;
using LlmCostSim.Planning;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The answer of a search over ways to serve: a line per way, then why the others were not taken.</summary>
internal static class InferencePlanPage
{
    private static readonly (Column Column, Func<InferencePlan, Cell> Cell)[] Choices =
    [
        (new Column("accelerator"), static p => p.Scenario.Cluster.Accelerator.Id),
        (Column.Number("GPUs"), static p => Cell.Whole(p.Scenario.Cluster.Count)),
        (Column.Number("replicas"), static p => Cell.Whole(p.Scenario.Strategy.Data)),
        (Column.Number("tensor"), static p => Cell.Whole(p.Scenario.Strategy.Tensor)),
        (Column.Number("pipeline"), static p => Cell.Whole(p.Scenario.Strategy.Pipeline)),
        (Column.Number("expert"), static p => Cell.Whole(p.Scenario.Strategy.Expert)),
        (new Column("weights"), static p => p.Scenario.WeightFormat),
        (Column.Number("batch"), static p => Cell.Whole(p.Scenario.Workload.Batch)),
    ];

    private static readonly (Column Column, Func<InferencePlan, Cell> Cell)[] Results =
    [
        (Column.Number("memory", "bytes"), static p => Cell.Of(p.Report.Estimate.Memory.Total)),
        (Column.Number("TTFT", "seconds"), static p => Cell.Of(p.Report.Estimate.TimeToFirstToken)),
        (Column.Number("TPOT", "seconds"), static p => Cell.Of(p.Report.Estimate.TimePerOutputToken)),
        (Column.Number("end to end", "seconds"), static p => Cell.Of(p.Report.Estimate.EndToEnd)),
        (Column.Number("tokens/s"), static p => Cell.Count(p.Report.Estimate.OutputTokensPerSecond)),
        (Column.Number("cost per 1M", "currency"), static p => Cell.Of(p.Report.CostPerMillionTokens)),
    ];

    public static Document Of(InferencePlanRequest request, SearchResult<InferencePlan> result, bool timing)
    {
        var (scenario, workload) = (request.Scenario, request.Scenario.Workload);
        var blocks = new List<Block>
        {
            new Heading(
                "Ways to serve " + ScenarioText.Title(scenario),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{scenario.Framework}, {Show.Whole(workload.InputTokens)} tokens in, {Show.Whole(workload.OutputTokens)} out"
                )
            ),
            new Paragraph(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Enumerated:#,0} legal ways: {result.Pruned:#,0} excluded by bounds, {result.Evaluated:#,0} evaluated, {result.Feasible:#,0} of them feasible"
                ) + (timing ? $"; searched in {Show.Of(Duration.FromSeconds(result.ElapsedSeconds))}" : "")
            ),
        };
        Add(blocks, "Best ways", result.Plans);
        Add(blocks, "No other way is as good in time, cost, GPUs and memory at once", result.Front);
        blocks.AddRange(RejectionBlocks.Of(result, "ways", static way => ScenarioText.Strategy(way.Scenario)));
        return new Document(
            "Ways to serve " + ScenarioText.Title(scenario),
            blocks,
            Ways([.. Choices, .. Results], [.. result.Plans, .. result.Front.Except(result.Plans)])
        );
    }

    private static void Add(List<Block> blocks, string title, IReadOnlyList<InferencePlan> plans)
    {
        if (plans.Count > 0)
        {
            // Where all ways shown agree, that is said once instead of in a column.
            var same = Choices.Where(c => plans.All(p => c.Cell(p).Text == c.Cell(plans[0]).Text)).ToArray();
            blocks.Add(
                new Heading(
                    title,
                    same.Length == 0
                        ? ""
                        : (plans.Count > 1 ? "all: " : "") + string.Join(", ", same.Select(c => $"{c.Column.Name} {c.Cell(plans[0]).Text}"))
                )
            );
            blocks.Add(Ways([.. Choices.Except(same), .. Results], plans));
        }
    }

    private static Table Ways(IReadOnlyList<(Column Column, Func<InferencePlan, Cell> Cell)> columns, IReadOnlyList<InferencePlan> plans) =>
        new Table(
            [.. columns.Select(static c => c.Column)],
            [.. plans.Select(plan => (IReadOnlyList<Cell>)[.. columns.Select(c => c.Cell(plan))])]
        ).WithoutEmptyColumns() with
        {
            Most = 20,
        };
}
