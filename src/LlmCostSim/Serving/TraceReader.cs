using System.Globalization;
using LlmCostSim.Input;

namespace LlmCostSim.Serving;

/// <summary>
/// Reads traces of requests in the two public forms: <c>TIMESTAMP,ContextTokens,GeneratedTokens</c> with dates (Azure LLM inference traces,
/// Patel et al. 2024) and <c>arrived_at,num_prefill_tokens,num_decode_tokens</c> with seconds. Columns may come in any order and others
/// beside them; rows need not be in order of time.
/// </summary>
public static class TraceReader
{
    // Near the public traces, so that their ticks of 100 ns survive as a double.
    private static readonly DateTime Epoch = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly (string Time, string Input, string Output)[] Forms =
    [
        ("TIMESTAMP", "ContextTokens", "GeneratedTokens"),
        ("arrived_at", "num_prefill_tokens", "num_decode_tokens"),
    ];

    /// <summary>Reads a trace.</summary>
    /// <param name="name">Name of the file, for problems.</param>
    /// <param name="reader">Its text.</param>
    /// <param name="problems">Where bad rows go, each with file and line.</param>
    /// <returns>
    /// The requests in order of arrival, the first at 0; rows of the same time in the order of the file. Rows with problems are left out.
    /// </returns>
    public static IReadOnlyList<TraceRequest> Read(string name, TextReader reader, InputProblems problems)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(problems);
        using var csv = new CsvReader(reader);
        var form = Array.FindIndex(Forms, f => Column(csv, f.Time) >= 0 && Column(csv, f.Input) >= 0 && Column(csv, f.Output) >= 0);
        if (form < 0)
        {
            problems.Add(
                $"{name}:1",
                $"the header has to name the columns {string.Join(", or ", Forms.Select(static f => $"{f.Time},{f.Input},{f.Output}"))}"
            );
            return [];
        }

        int[] columns = [Column(csv, Forms[form].Time), Column(csv, Forms[form].Input), Column(csv, Forms[form].Output)];
        var rows = new List<TraceRequest>();
        while (csv.Read())
        {
            if (Row(csv, columns, form == 0, $"{name}:{csv.Line}", problems) is { } row)
            {
                rows.Add(row);
            }
        }

        if (rows.Count == 0 && !problems.Any)
        {
            problems.Add($"{name}:1", "there are no rows");
        }

        return Ordered(rows);
    }

    private static int Column(CsvReader csv, string name)
    {
        for (var i = 0; i < csv.Header.Count; i++)
        {
            if (string.Equals(csv.Header[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static TraceRequest? Row(CsvReader csv, int[] columns, bool dated, string place, InputProblems problems)
    {
        var cells = csv.Cells();
        if (cells.Length != csv.Header.Count)
        {
            problems.Add(place, string.Create(CultureInfo.InvariantCulture, $"has {cells.Length} fields, the header {csv.Header.Count}"));
            return null;
        }

        var time = dated ? Date(cells[columns[0]]) : Number(cells[columns[0]]);
        if (time is null)
        {
            problems.Add(
                place,
                $"'{JsonInput.Short(cells[columns[0]])}' is not {(dated ? "a date and time such as 2023-11-16 18:15:46.6805900" : "a finite number of seconds")}"
            );
        }

        var (input, output) = (Tokens(csv, cells, columns[1], place, problems), Tokens(csv, cells, columns[2], place, problems));
        return time is { } at && input is { } prompt && output is { } answer ? new TraceRequest(at, prompt, answer) : null;
    }

    private static double? Date(string text) =>
        DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date
        )
            ? (date - Epoch).TotalSeconds
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static int? Tokens(CsvReader csv, string[] cells, int column, string place, InputProblems problems)
    {
        if (Number(cells[column]) is { } tokens and >= 1 and <= LengthDistribution.MostTokens && tokens == Math.Floor(tokens))
        {
            return (int)tokens;
        }

        problems.Add(
            place,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{csv.Header[column]} '{JsonInput.Short(cells[column])}' is not a whole number from 1 to {LengthDistribution.MostTokens}"
            )
        );
        return null;
    }

    private static List<TraceRequest> Ordered(List<TraceRequest> rows)
    {
        if (rows.Count == 0)
        {
            return rows;
        }

        var first = rows.Min(static r => r.ArrivedAt);
        return [.. rows.Select(r => r with { ArrivedAt = r.ArrivedAt - first }).OrderBy(static r => r.ArrivedAt)];
    }
}
