using System.Globalization;
using System.Text;

namespace LlmCostSim.Reporting.Documents;

/// <summary>
/// Renders the data of a document as CSV (RFC 4180 with line feeds): one header row with units, raw values in base units.
/// </summary>
internal static class CsvWriter
{
    /// <summary>The data as text.</summary>
    public static string ToText(Document document)
    {
        var text = new StringBuilder();
        Row(text, document.Data.Columns.Select(static c => c.Unit.Length > 0 ? $"{c.Name} ({c.Unit})" : c.Name));
        foreach (var row in document.Data.Rows)
        {
            Row(text, row.Select(static cell => cell.Value is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : cell.Text));
        }

        return text.ToString();
    }

    /// <summary>A value as it stands in a line: in quotes where it has to be.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append('\n');
}
