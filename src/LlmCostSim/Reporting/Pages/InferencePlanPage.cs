using LlmCostSim.Planning;
using LlmCostSim.Reporting.Documents;

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
                $"{scenario.Framework}, {Show.Whole(workload.InputTokens)} tokens in, {Show.Whole(workload.OutputTokens)} out"
            ),
            SearchBlocks.Counts(result, "ways", timing),
        };
        Add(blocks, "Best ways", result.Plans);
        Add(blocks, SearchBlocks.FrontTitle("way"), result.Front);
        blocks.AddRange(SearchBlocks.Rejected(result, "ways", static way => ScenarioText.Strategy(way.Scenario)));
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
            var (heading, differing) = SearchBlocks.Agreed(title, Choices, plans);
            blocks.Add(heading);
            blocks.Add(Ways([.. differing, .. Results], plans));
        }
    }

    private static Table Ways(IReadOnlyList<(Column Column, Func<InferencePlan, Cell> Cell)> columns, IReadOnlyList<InferencePlan> plans) =>
        SearchBlocks.Lines(columns, plans) with
        {
            Most = SearchBlocks.MostShown,
        };
}
