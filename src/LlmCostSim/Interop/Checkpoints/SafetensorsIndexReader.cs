using System.Text.Json;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads a <c>model.safetensors.index.json</c> by itself: the total size. What the tensors are stands in the files that it names.
/// </summary>
internal static class SafetensorsIndexReader
{
    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Object("metadata") is { } metadata && metadata.Number("total_size") is { } total and > 0 and < 1e18)
        {
            draft.Checkpoint = new ImportedCheckpoint { Files = 0, WeightBytes = (long)total };
            metadata.WarnOfUnread(IgnoredReasons.None);
        }

        if (fields.Object("weight_map") is not null)
        {
            fields.Warn("weight_map", "the files that it names were not read: give their folder, which also tells formats and shapes");
        }

        fields.WarnOfUnread(IgnoredReasons.None);
    }

    /// <summary>The files that an index names, in the order of their names; those that are not plain names are left out.</summary>
    public static IReadOnlyList<string> Files(JsonElement root)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        if (
            root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("weight_map", out JsonElement map)
            && map.ValueKind == JsonValueKind.Object
        )
        {
            foreach (JsonProperty tensor in map.EnumerateObject())
            {
                if (
                    tensor.Value.ValueKind == JsonValueKind.String
                    && tensor.Value.GetString() is { Length: > 0 } file
                    && Path.GetFileName(file) == file
                )
                {
                    files.Add(file);
                }
            }
        }

        return [.. files];
    }
}
