using LlmCostSim.Planning;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>What fits an accelerator, as people read it: a line per method.</summary>
internal static class FitText
{
    public static void Write(Terminal terminal, FitRequest request, IReadOnlyList<FitRow> rows)
    {
        var console = terminal.Renderer();
        console.WriteLine($"{request.Count} x {request.Accelerator.Id}, {Show.Of(request.Accelerator.UsableMemory)} usable each; sequences of {request.SequenceLength} tokens, adapters of rank {request.Rank} on all linear layers, activations recomputed; an epoch is {Show.Whole(request.Examples)} such sequences");
        console.WriteLine();
        var table = new Table { Border = TableBorder.None };
        foreach (var (name, right) in new[] { ("method", false), ("largest model", false), ("params", true), ("needs", true), ("max seq", true), ("max batch", true), ("max rank", true), ("epoch", true), ("tokens/s", true) })
        {
            var column = new TableColumn(name) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(right ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow([.. Cells(row).Select(Markup.Escape)]);
        }

        console.Write(table);
    }

    private static string[] Cells(FitRow row) => row.Model.Length == 0
        ? [row.Method, "none", "", Show.Of(row.Needs), "", "", "", "", ""]
        :
        [
            row.Method, row.Model, Show.Count(row.Parameters), Show.Of(row.Needs), Show.Whole(row.LongestSequence), Show.Whole(row.LargestBatch),
            row.LargestRank > 0 ? Show.Whole(row.LargestRank) : "", row.Epoch.TotalSeconds > 0 ? Show.Of(row.Epoch) : "", Show.Digits(row.TokensPerSecond),
        ];
}
