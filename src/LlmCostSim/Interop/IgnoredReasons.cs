using LlmCostSim.Facts;

namespace LlmCostSim.Interop;

/// <summary>Why known fields of other tools' files do not matter here: what the warning about each of them says.</summary>
internal static class IgnoredReasons
{
    private const string File = "Interop/Data/ignored-fields.json";

    private static readonly Lazy<Dictionary<string, Dictionary<string, string>>> Files = new(Load);

    /// <summary>Of a tool whose fields are not known.</summary>
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    /// <summary>Reasons by field.</summary>
    /// <param name="files">Files or parts of them by their names in <c>ignored-fields.json</c>; the last that knows a field has it.</param>
    public static IReadOnlyDictionary<string, string> Of(params ReadOnlySpan<string> files)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            foreach ((string field, string reason) in Files.Value[file])
            {
                reasons[field] = reason;
            }
        }

        return reasons;
    }

    /// <summary>What a warning about a field that was not read says.</summary>
    public static string Message(IReadOnlyDictionary<string, string> reasons, string field) =>
        "ignored: " + (reasons.TryGetValue(field, out string? reason) ? reason : "not known to influence the cost");

    /// <summary>Texts by field, out of a list whose items are a text and the fields that it holds for.</summary>
    public static Dictionary<string, string> ByField(FactReader facts, string list, string text) =>
        facts
            .List(list, group => (Text: group.Text(text), Fields: group.Texts("fields")))
            .SelectMany(static group => group.Fields, static (group, field) => (Field: field, group.Text))
            .ToDictionary(static pair => pair.Field, static pair => pair.Text, StringComparer.Ordinal);

    private static Dictionary<string, Dictionary<string, string>> Load() =>
        EmbeddedData.Read(
            File,
            static facts =>
                facts
                    .List(
                        "files",
                        static file =>
                        {
                            file.Text("source");
                            return (Name: file.Text("file"), Reasons: ByField(file, "ignored", "reason"));
                        }
                    )
                    .ToDictionary(static file => file.Name, static file => file.Reasons, StringComparer.Ordinal)
        );
}
