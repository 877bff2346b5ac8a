using LlmCostSim.Input;

namespace LlmCostSim.Validation;

/// <summary>One file of measured data, read whole.</summary>
internal sealed class MeasuredFile
{
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);

    private MeasuredFile(string name, IReadOnlyList<string> header)
    {
        Name = name;
        Kind = MeasuredKinds.Of(header);
        for (var i = 0; i < header.Count; i++)
        {
            columns.TryAdd(header[i], i);
        }
    }

    /// <summary>Base name, such as <c>gemm_a100.csv</c>.</summary>
    public string Name { get; }

    /// <summary>What the file holds.</summary>
    public MeasuredKind Kind { get; }

    /// <summary>Its rows, in order.</summary>
    public IReadOnlyList<MeasuredRow> Rows { get; private init; } = [];

    /// <summary>Reads files and the <c>.csv</c> files of folders, each once.</summary>
    /// <param name="paths">Files and folders, which have to exist.</param>
    public static IEnumerable<MeasuredFile> ReadAll(IEnumerable<string> paths) =>
        paths.SelectMany(FilesOf).Distinct(StringComparer.Ordinal).Select(Read);

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.csv").Order(StringComparer.Ordinal) : [path];

    public static MeasuredFile Read(string path) => Read(Path.GetFileName(path), new StreamReader(path));

    /// <summary>Reads a file from a text; disposes of <paramref name="reader"/>.</summary>
    public static MeasuredFile Read(string name, TextReader reader)
    {
        using var csv = new CsvReader(reader);
        var rows = new List<MeasuredRow>();
        var file = new MeasuredFile(name, csv.Header) { Rows = rows };
        while (csv.Read())
        {
            rows.Add(new MeasuredRow(file, csv.Line, csv.Cells()));
        }

        return file;
    }

    /// <summary>Place of a column, or −1.</summary>
    public int Column(string name) => columns.GetValueOrDefault(name, -1);
}
