using System.Globalization;

namespace LlmCostSim.Calibration;

/// <summary>Reads a plain table of measured kernels: comma-separated, one header line, no quoted commas.</summary>
internal sealed class MeasuredTable : IDisposable
{
    private readonly string path;
    private readonly StreamReader reader;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private string[] cells = [];
    private int line = 1;

    public MeasuredTable(string path)
    {
        this.path = path;
        reader = new StreamReader(path);
        var header = (reader.ReadLine() ?? "").Split(',');
        for (var i = 0; i < header.Length; i++)
        {
            columns[header[i].Trim()] = i;
        }
    }

    public bool Next()
    {
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0)
            {
                cells = text.Split(',');
                return true;
            }
        }

        return false;
    }

    public string Text(string column) =>
        columns.TryGetValue(column, out var index) && index < cells.Length ? cells[index].Trim() : throw Wrong(column, "a value");

    public double Number(string column) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(column, "a finite number");

    public FormatException Wrong(string column, string expected) => new($"{Path.GetFileName(path)}:{line}: {column} must be {expected}");

    public void Dispose() => reader.Dispose();
}
