using System.Globalization;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>The answer of a search as people read it: a line per plan, then why the others were not taken.</summary>
internal static class PlanText
{
    private static readonly (string Name, bool Right)[] Columns =
    [
        ("GPUs", true), ("t", true), ("sp", false), ("p", true), ("v", true), ("c", true), ("d", true), ("e", true), ("mb", true), ("schedule", false), ("sharding", false), ("recompute", false),
        ("memory", true), ("step", true), ("MFU", true), ("run", true), ("cost", true),
    ];

    public static void Write(Terminal terminal, PlanRequest request, PlanResult result, bool timing)
    {
        var console = terminal.Renderer();
        console.WriteLine($"{request.Scenario.Model.Id}, {request.Scenario.Framework}, batch {request.Scenario.Workload.GlobalBatch} of {request.Scenario.Workload.SequenceLength} tokens");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Enumerated:#,0} legal plans: {result.Pruned:#,0} excluded by bounds, {result.Evaluated:#,0} evaluated, {result.Feasible:#,0} of them feasible")
            + (timing ? string.Create(CultureInfo.InvariantCulture, $"; {result.ElapsedSeconds:0.000} s") : ""));
        Table(console, "", result.Plans);
        if (result.Front.Count > 0)
        {
            Table(console, "no plan is better in time, cost, GPUs and memory at once:", result.Front);
        }

        foreach (var rejection in result.Rejected)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rejection.Reason}: {rejection.Count:#,0} plans; the nearest {rejection.Text}: {StrategyText.Describe(rejection.NearMiss.Scenario)}"));
        }

        foreach (var (reason, layouts) in result.Plans.Count == 0 ? result.Illegal : [])
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"not legal: {layouts:#,0} layouts, {reason}"));
        }
    }

    private static void Table(IAnsiConsole console, string title, IReadOnlyList<Plan> plans)
    {
        console.WriteLine(title);
        if (plans.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.None };
        foreach (var (name, right) in Columns)
        {
            var column = new TableColumn(name) { NoWrap = true, Padding = new Padding(0, 0, 1, 0) };
            table.AddColumn(right ? column.RightAligned() : column);
        }

        foreach (var plan in plans)
        {
            table.AddRow([.. Cells(plan).Select(Markup.Escape)]);
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        console.Write(table);
    }

    private static string[] Cells(Plan plan)
    {
        var (strategy, report) = (plan.Scenario.Strategy, plan.Report);
        var layout = strategy.Layout;
        return
        [
            Show.Whole(plan.Scenario.Cluster.Count) + (plan.Scenario.Cluster.Accelerator.Id is var id ? " " + id : ""), Number(layout.Tensor), layout.SequenceParallel ? "yes" : "", Number(layout.Pipeline), Number(layout.VirtualStages),
            Number(layout.Context), Number(layout.Data), Number(layout.Expert), Number(strategy.MicroBatch),
            layout.Pipeline > 1 ? ScenarioNames.Of(ScenarioNames.Schedules, strategy.Schedule) : "", ScenarioNames.Of(ScenarioNames.Shardings, strategy.Sharding), Recompute(strategy.Recompute),
            Show.Of(report.Memory.PerGpu), Show.Of(report.Step.Total), Show.Percent(report.Throughput.Mfu),
            report.Run.Steps > 0 ? Show.Of(report.Run.Time) : "", report.Run.Steps > 0 ? Show.Of(report.Run.Cost) : "",
        ];
    }

    private static string Recompute(RecomputePolicy policy) => ScenarioNames.Of(ScenarioNames.Recomputes, policy.Kind);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
