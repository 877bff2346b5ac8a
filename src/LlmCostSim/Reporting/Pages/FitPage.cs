using LlmCostSim.Planning;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Reporting.Pages;

/// <summary>What fits an accelerator: a line per method.</summary>
internal static class FitPage
{
    private static readonly Column[] Columns =
    [
        new("method"),
        new("largest model"),
        Column.Number("parameters", rank: 3),
        Column.Number("needs", "bytes"),
        Column.Number("sequence [tokens]", rank: 2),
        Column.Number("batch [sequences]", rank: 1),
        Column.Number("rank", rank: 5),
        Column.Number("epoch", "seconds", 4),
        Column.Number("tokens/s", "tokens/s", 6),
    ];

    public static Document Of(FitRequest request, IReadOnlyList<FitRow> rows)
    {
        var table = new Table(Columns, [.. rows.Select(Row)]);
        return new Document(
            $"What fits {request.Count} × {request.Accelerator.Id}",
            [
                new Heading($"{request.Count} × {request.Accelerator.Id}", $"{Show.Of(request.Accelerator.UsableMemory)} usable each"),
                new Paragraph(
                    $"Sequences of {Show.Whole(request.SequenceLength)} tokens, one at a time; adapters of rank {request.Rank} on all linear layers; activations recomputed. Longest sequence, largest batch and highest rank are each found with the others left as they are. An epoch is {Show.Whole(request.Examples)} such sequences at the largest batch."
                ),
                table.WithoutEmptyColumns(),
            ],
            table
        );
    }

    private static IReadOnlyList<Cell> Row(FitRow row) =>
        row.Model.Length == 0
            ?
            [
                row.Method,
                new Cell("none").In(Tone.Bad),
                Cell.Empty,
                Cell.Of(row.Needs),
                Cell.Empty,
                Cell.Empty,
                Cell.Empty,
                Cell.Empty,
                Cell.Empty,
            ]
            :
            [
                row.Method,
                row.Model,
                Cell.Count(row.Parameters),
                Cell.Of(row.Needs),
                Cell.Whole(row.LongestSequence),
                Cell.Whole(row.LargestBatch),
                row.LargestRank > 0 ? Cell.Whole(row.LargestRank) : Cell.Empty,
                row.Epoch.TotalSeconds > 0 ? Cell.Of(row.Epoch) : Cell.Empty,
                Cell.Digits(row.TokensPerSecond),
            ];
}
