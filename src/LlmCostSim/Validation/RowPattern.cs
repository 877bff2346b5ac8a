using System.IO.Enumeration;
using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>
/// Which measured rows an entry of this folder's data is about: <c>where</c> names columns and the texts that their cells may have, with bars
/// between alternatives and stars for any text.
/// </summary>
internal sealed class RowPattern
{
    private readonly Dictionary<string, string[]> columns;

    private RowPattern(Dictionary<string, string[]> columns) => this.columns = columns;

    /// <summary>Whether a row is one of them.</summary>
    public bool Takes(MeasuredRow row) => columns.All(column => column.Value.Any(text => Has(row.Text(column.Key), text)));

    /// <summary>Reads an entry's <c>where</c>; all rows where it has none.</summary>
    public static RowPattern From(FactReader entry)
    {
        var where = entry.OptionalObject("where");
        return new RowPattern(
            where?.Members.ToDictionary(name => name, name => where.Text(name).Split('|'), StringComparer.Ordinal)
                ?? new Dictionary<string, string[]>(StringComparer.Ordinal)
        );
    }

    private static bool Has(string cell, string text) =>
        text.Contains('*') ? FileSystemName.MatchesSimpleExpression(text, cell, ignoreCase: false) : cell == text;
}
