using System.Text.Json;

namespace LlmCostSim.Facts;

/// <summary>The data files inside the assembly, named by their path in the project, such as <c>Hardware/Data/clusters.json</c>.</summary>
internal static class EmbeddedData
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>Names of all data files under a folder, in ordinal order.</summary>
    /// <param name="folder">Folder path ending in a slash.</param>
    public static IReadOnlyList<string> NamesUnder(string folder) =>
        [
            .. typeof(EmbeddedData)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Whether a data file of that name is there.</summary>
    public static bool Exists(string name) => typeof(EmbeddedData).Assembly.GetManifestResourceInfo(name) is not null;

    /// <summary>Opens a data file.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    public static Stream Open(string name) =>
        typeof(EmbeddedData).Assembly.GetManifestResourceStream(name)
        ?? throw new FileNotFoundException($"no embedded data file '{name}'", name);

    /// <summary>The text of a data file.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    /// <summary>Parses a JSON data file. The caller disposes the document.</summary>
    public static JsonDocument Parse(string name)
    {
        using Stream stream = Open(name);
        return JsonDocument.Parse(stream, Options);
    }

    /// <summary>Reads one value out of a JSON data file whose root is an object, every member of which must be read.</summary>
    public static T Read<T>(string name, Func<FactReader, T> read)
    {
        using JsonDocument document = Parse(name);
        var facts = new FactReader(document.RootElement, name);
        T value = read(facts);
        facts.Complete();
        return value;
    }
}
