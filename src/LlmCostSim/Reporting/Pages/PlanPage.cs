using LlmCostSim.Planning;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The answer of a search: a line per plan, then why the others were not taken.</summary>
internal static class PlanPage
{
    private static readonly (Column Column, Func<Plan, Cell> Cell)[] Choices =
    [
        (new Column("accelerator"), static p => p.Scenario.Cluster.Accelerator.Id),
        (Column.Number("GPUs"), static p => Cell.Whole(p.Scenario.Cluster.Count)),
        (Column.Number("tensor"), static p => Cell.Whole(p.Scenario.Strategy.Layout.Tensor)),
        (new Column("sequence-parallel"), static p => p.Scenario.Strategy.Layout.SequenceParallel ? "yes" : "no"),
        (Column.Number("pipeline"), static p => Cell.Whole(p.Scenario.Strategy.Layout.Pipeline)),
        (Column.Number("virtual"), static p => Cell.Whole(p.Scenario.Strategy.Layout.VirtualStages)),
        (Column.Number("context"), static p => Cell.Whole(p.Scenario.Strategy.Layout.Context)),
        (Column.Number("data"), static p => Cell.Whole(p.Scenario.Strategy.Layout.Data)),
        (Column.Number("expert"), static p => Cell.Whole(p.Scenario.Strategy.Layout.Expert)),
        (Column.Number("micro"), static p => Cell.Whole(p.Scenario.Strategy.MicroBatch)),
        (
            new Column("schedule"),
            static p =>
                p.Scenario.Strategy.Layout.Pipeline > 1 ? ScenarioNames.Of(ScenarioNames.Schedules, p.Scenario.Strategy.Schedule) : "none"
        ),
        (new Column("sharding"), static p => ScenarioNames.Of(ScenarioNames.Shardings, p.Scenario.Strategy.Sharding)),
        (new Column("recompute"), static p => ScenarioNames.Of(ScenarioNames.Recomputes, p.Scenario.Strategy.Recompute.Kind)),
        (new Column("precision"), static p => ScenarioNames.Of(ScenarioNames.Precisions, p.Scenario.Strategy.Precision.Compute)),
        (new Column("optimizer"), static p => ScenarioNames.Of(ScenarioNames.Optimizers, p.Scenario.Strategy.Optimizer)),
        (new Column("offload"), static p => Offload(p.Scenario.Strategy.Offload)),
    ];

    private static readonly (Column Column, Func<Plan, Cell> Cell)[] Results =
    [
        (Column.Number("memory", "bytes"), static p => Cell.Of(p.Report.Memory.PerGpu)),
        (Column.Number("step", "seconds"), static p => Cell.Of(p.Report.Step.Total)),
        (Column.Number("MFU", "fraction", 3), static p => Cell.Percent(p.Report.Throughput.Mfu)),
        (Column.Number("run", "seconds", 2), static p => p.Report.Run.Steps > 0 ? Cell.Of(p.Report.Run.Time) : Cell.Empty),
        (Column.Number("cost", "currency", 1), static p => p.Report.Run.Steps > 0 ? Cell.Of(p.Report.Run.Cost) : Cell.Empty),
    ];

    // The field's abbreviations: a layout of seven degrees in one column, only those that differ from plan to plan and from 1.
    private static readonly Dictionary<string, string> Short = new()
    {
        ["tensor"] = "tp",
        ["sequence-parallel"] = "sp",
        ["pipeline"] = "pp",
        ["virtual"] = "vpp",
        ["context"] = "cp",
        ["data"] = "dp",
        ["expert"] = "ep",
    };

    private static readonly string[] Clusters = ["accelerator", "GPUs"];

    private static string Offload(OffloadPolicy policy) =>
        policy.Any
            ? string.Join(
                "+",
                new[] { ("optimizer", policy.Optimizer), ("parameters", policy.Parameters), ("activations", policy.Activations) }
                    .Where(static s => s.Item2 != OffloadTarget.None)
                    .Select(static s => s.Item1)
            )
            : "none";

    public static Document Of(PlanRequest request, SearchResult<Plan> result, bool timing)
    {
        var scenario = request.Scenario;
        var blocks = new List<Block>
        {
            new Heading(
                ScenarioText.Title(scenario),
                $"{scenario.Framework}, batch {Show.Whole(scenario.Workload.GlobalBatch)} of {Show.Whole(scenario.Workload.SequenceLength)} tokens"
            ),
            SearchBlocks.Counts(result, "plans", timing),
        };
        blocks.AddRange(Plans("Best plans", result.Plans));
        if (result.Front.Count > 0)
        {
            blocks.AddRange(Plans(SearchBlocks.FrontTitle("plan"), result.Front));
            blocks.Add(new Picture(() => FrontChart(result)));
        }

        blocks.AddRange(SearchBlocks.Rejected(result, "plans", static plan => ScenarioText.Strategy(plan.Scenario)));
        return new Document("Plans for " + ScenarioText.Title(scenario), blocks, Data(result));
    }

    private static IEnumerable<Block> Plans(string title, IReadOnlyList<Plan> plans)
    {
        if (plans.Count == 0)
        {
            yield break;
        }

        var (heading, differing) = SearchBlocks.Agreed(title, Choices, plans);
        yield return heading;
        var layout = differing.Where(c => Short.ContainsKey(c.Column.Name)).ToArray();
        var other = differing.Except(layout).Where(static c => !c.Column.Right && !Clusters.Contains(c.Column.Name)).ToArray();
        yield return SearchBlocks.Lines(
            [
                .. differing.Where(static c => Clusters.Contains(c.Column.Name)),
                (new Column("layout"), p => Joined(layout.Select(c => Brief(c, p)))),
                .. differing.Except(layout).Where(static c => c.Column.Right && !Clusters.Contains(c.Column.Name)),
                (new Column("with") { Wraps = true }, p => Joined(other.Select(c => Worded(c, p)))),
                .. Results,
            ],
            plans
        ) with
        {
            Most = SearchBlocks.MostShown,
        };
    }

    private static string Joined(IEnumerable<string> words) => string.Join(' ', words.Where(static word => word.Length > 0));

    // Names of schedules, shardings, formats and optimizers speak for themselves; "full" and "none" do not.
    private static string Worded((Column Column, Func<Plan, Cell> Cell) choice, Plan plan) =>
        (choice.Column.Name, choice.Cell(plan).Text) switch
        {
            ("schedule" or "offload", "none") => "",
            ("recompute" or "sharding", "none") => $"no-{choice.Column.Name}",
            ("recompute" or "offload", var text) => $"{choice.Column.Name}:{text}",
            (_, var text) => text,
        };

    private static string Brief((Column Column, Func<Plan, Cell> Cell) choice, Plan plan) =>
        choice.Cell(plan).Text switch
        {
            "1" or "no" => "",
            "yes" => Short[choice.Column.Name],
            var degree => Short[choice.Column.Name] + degree,
        };

    private static Table Data(SearchResult<Plan> result)
    {
        var inFront = result.Front.ToHashSet();
        Plan[] all = [.. result.Plans, .. result.Front.Except(result.Plans)];
        return SearchBlocks.Lines([.. Choices, .. Results, (new Column("pareto"), p => inFront.Contains(p) ? "yes" : "no")], all);
    }

    // With one number of GPUs, cost is time; then memory is what time is weighed against.
    private static ParetoChart FrontChart(SearchResult<Plan> result)
    {
        Plan[] all = [.. result.Front, .. result.Plans.Except(result.Front)];
        var clusters =
            all.Select(static p => (p.Scenario.Cluster.Accelerator.Id, p.Scenario.Cluster.Count)).Distinct().Count() > 1
            && all.All(static p => p.Report.Run.Steps > 0);
        var points = all.Select(
            (plan, i) =>
                new ParetoPoint(
                    clusters ? plan.Report.Run.Time.TotalSeconds : plan.Report.Step.Total.TotalSeconds,
                    clusters ? plan.Report.Run.Cost.Amount : plan.Report.Memory.PerGpu.TotalBytes,
                    i < result.Front.Count,
                    ScenarioText.Describe(plan.Scenario)
                )
        );
        return new ParetoChart(clusters ? "run" : "step", clusters ? all[0].Report.Currency : "", [.. points]);
    }
}
