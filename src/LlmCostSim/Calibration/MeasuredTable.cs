using System.Globalization;
using LlmCostSim.Input;

namespace LlmCostSim.Calibration;

/// <summary>Reads a table of measured kernels record by record, its columns by their names.</summary>
internal sealed class MeasuredTable : IDisposable
{
    private readonly string name;
    private readonly CsvReader reader;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private string[] cells = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">Path.</param>
    public MeasuredTable(string path)
        : this(new StreamReader(path), Path.GetFileName(path)) { }

    /// <summary>Reads a text.</summary>
    /// <param name="text">CSV with a header.</param>
    /// <param name="name">Name of the table in messages.</param>
    public MeasuredTable(TextReader text, string name = "table")
    {
        (this.name, reader) = (name, new CsvReader(text));
        for (var i = 0; i < reader.Header.Count; i++)
        {
            columns[reader.Header[i]] = i;
        }
    }

    /// <summary>Whether there is a column.</summary>
    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>Goes to the next record.</summary>
    public bool Next()
    {
        if (!reader.Read())
        {
            return false;
        }

        cells = reader.Cells();
        return true;
    }

    /// <summary>A field, trimmed.</summary>
    /// <exception cref="FormatException">There is no such column, or the record is too short.</exception>
    public string Text(string column) =>
        columns.TryGetValue(column, out var index) && index < cells.Length ? cells[index].Trim() : throw Wrong(column, "a value");

    /// <summary>A field as a finite number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public double Number(string column) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(column, "a finite number");

    /// <summary>A field as a whole number of 0 or more.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public int Whole(string column) =>
        Number(column) is >= 0 and <= int.MaxValue and var value && value == Math.Floor(value)
            ? (int)value
            : throw Wrong(column, "a whole number");

    /// <summary>What is wrong with a field, with its place.</summary>
    public FormatException Wrong(string column, string expected) => new($"{name}:{reader.Line}: {column} must be {expected}");

    public void Dispose() => reader.Dispose();
}
