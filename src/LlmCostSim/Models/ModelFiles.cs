using System.Text.Json;
using LlmCostSim.Facts;

namespace LlmCostSim.Models;

/// <summary>
/// Reads the model files that ship with the library. A file that names a <c>base</c> takes over what it does not state itself.
/// </summary>
internal static class ModelFiles
{
    public const string Folder = "Models/Data/";

    /// <summary>The model of an id, read alone with its bases; <see langword="null"/> if no file has that name.</summary>
    public static ModelEntry? ReadOne(string id)
    {
        string file = $"{Folder}{id}.json";
        return EmbeddedData.Exists(file) ? Read(file, new Dictionary<string, ModelEntry>(StringComparer.Ordinal), depth: 0) : null;
    }

    /// <summary>All models in the order of their ids.</summary>
    public static IReadOnlyList<ModelEntry> ReadAll()
    {
        IReadOnlyList<string> files = EmbeddedData.NamesUnder(Folder);
        var read = new Dictionary<string, ModelEntry>(files.Count, StringComparer.Ordinal);
        foreach (string file in files)
        {
            Read(file, read, depth: 0);
        }

        return [.. read.Values.OrderBy(entry => entry.Id, StringComparer.Ordinal)];
    }

    private static ModelEntry Read(string file, Dictionary<string, ModelEntry> read, int depth)
    {
        string id = Path.GetFileNameWithoutExtension(file);
        if (read.TryGetValue(id, out ModelEntry? known))
        {
            return known;
        }

        if (depth > 4)
        {
            throw new FormatException($"{file}: bases run in a circle");
        }

        using JsonDocument document = EmbeddedData.Parse(file);
        var facts = new FactReader(document.RootElement, file);
        ModelEntry? parent = facts.OptionalText("base") is { } name ? Read($"{Folder}{name}.json", read, depth + 1) : null;
        ModelEntry entry = ModelReader.Read(facts, parent);
        facts.Complete();
        if (entry.Id != id)
        {
            throw new FormatException($"{file}: holds the model '{entry.Id}'");
        }

        read.Add(id, entry);
        return entry;
    }
}
