using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>A sweep as people read it: a line per combination.</summary>
internal static class SweepText
{
    public static void Write(Terminal terminal, IReadOnlyList<SweepField> fields, IReadOnlyList<SweepRow> rows)
    {
        var console = terminal.Renderer();
        var table = new Table { Border = TableBorder.None };
        foreach (var name in fields.Select(static f => f.Path).Concat(["fits", "memory", "step or token", "tokens/s", "MFU", "run", "cost"]))
        {
            table.AddColumn(new TableColumn(Markup.Escape(name)) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) }.RightAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Values.Concat(Cells(row)).Select(Markup.Escape)]);
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        console.Write(table);
        foreach (var row in rows.Where(static r => r.Report is null))
        {
            terminal.Error.WriteLine($"{string.Join(", ", row.Values)}: {string.Join("; ", row.Problems)}");
        }
    }

    private static string[] Cells(SweepRow row) => row.Report switch
    {
        null => ["bad", "", "", "", "", "", ""],
        TrainingReport { Step.Total.TotalSeconds: > 0 } training =>
        [
            training.Feasible ? "yes" : "no", Show.Of(training.Memory.PerGpu), Show.Of(training.Step.Total), Show.Digits(training.Throughput.TokensPerSecond), Show.Percent(training.Throughput.Mfu),
            training.Run.Steps > 0 ? Show.Of(training.Run.Time) : "", training.Run.Steps > 0 ? Show.Of(training.Run.Cost) : "",
        ],
        InferenceReport { Estimate: var inference } report =>
        [
            report.Feasible ? "yes" : "no", Show.Of(inference.Memory.Total), Show.Of(inference.TimePerOutputToken), Show.Digits(inference.OutputTokensPerSecond), "", "", Show.Of(report.CostPerMillionTokens) + " per 1M tokens",
        ],
        var other => [other.Feasible ? "yes" : "no", "", "", "", "", "", other.Reasons.Count > 0 ? other.Reasons[0] : ""],
    };
}
