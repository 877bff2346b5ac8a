using System.Text.Json;

namespace LlmCostSim.Interop;

/// <summary>
/// The launch command of vLLM's server inside a file about containers: <c>command</c> of a Compose service, <c>command</c> and <c>args</c>
/// of a Kubernetes container, as a text or a list of words.
/// </summary>
internal static class ContainerCommand
{
    private const string Engine = "vllm";
    private const int Deepest = 16;

    /// <summary>The first container of vLLM.</summary>
    /// <param name="root">The file.</param>
    /// <returns>Its command and the JSON path of the container; <see langword="null"/> where there is none.</returns>
    public static (string Text, string Path)? Find(JsonElement root) => Find(root, "$", 0);

    private static (string Text, string Path)? Find(JsonElement element, string path, int depth)
    {
        if (depth > Deepest)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            if (Command(element) is { } text)
            {
                return (text, path);
            }

            foreach (JsonProperty member in element.EnumerateObject())
            {
                if (Find(member.Value, $"{path}.{member.Name}", depth + 1) is { } inner)
                {
                    return inner;
                }
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement item in element.EnumerateArray())
            {
                if (Find(item, $"{path}[{index++}]", depth + 1) is { } inner)
                {
                    return inner;
                }
            }
        }

        return null;
    }

    private static string? Command(JsonElement container)
    {
        string text = $"{Words(container, "command")} {Words(container, "args")}".Trim();
        bool served =
            text.Contains(Engine, StringComparison.OrdinalIgnoreCase)
            || Words(container, "image").Contains(Engine, StringComparison.OrdinalIgnoreCase);
        return served && text.Contains("--", StringComparison.Ordinal) ? text : null;
    }

    private static string Words(JsonElement container, string name) =>
        !container.TryGetProperty(name, out JsonElement value) ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.ValueKind == JsonValueKind.Array
            ? string.Join(
                ' ',
                value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static i => i.GetString())
            )
        : "";
}
