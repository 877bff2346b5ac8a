using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Interop;

namespace LlmCostSim.Cli.Import;

/// <summary>Turns YAML into the tree of JSON values that the importers read, with the line of every path.</summary>
internal sealed class YamlTree : IDisposable
{
    // What all values together may take once aliases are written out: a few kilobytes of aliases can stand for gigabytes.
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter writer;
    private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);

    private YamlTree() => writer = new Utf8JsonWriter(buffer);

    public void Dispose() => writer.Dispose();

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidInputException">The text is not YAML, or not within the bounds.</exception>
    public static ConfigTree Parse(string text)
    {
        if (text.Length > MaxBytes)
        {
            throw new InvalidInputException([new InputProblem("$", $"the text has {text.Length} characters; at most {MaxBytes} are read")]);
        }

        using var tree = new YamlTree();
        if (YamlReader.Parse(text) is { } root)
        {
            tree.Write(root, "$", 0);
        }
        else
        {
            tree.writer.WriteNullValue();
        }

        tree.writer.Flush();
        using var document = JsonDocument.Parse(tree.buffer.WrittenMemory);
        return new ConfigTree(document.RootElement.Clone(), tree.lines);
    }

    private void Write(YamlNode node, string path, int depth)
    {
        if (depth > YamlReader.MaxDepth || writer.BytesCommitted + writer.BytesPending > MaxBytes || lines.Count > YamlReader.MaxNodes)
        {
            throw new InvalidInputException([
                new InputProblem(
                    $"line {node.Line}: {JsonInput.Short(path)}",
                    "with its aliases the file is larger or deeper than what is read"
                ),
            ]);
        }

        lines.TryAdd(path, node.Line);
        if (node.Items is { } items)
        {
            writer.WriteStartArray();
            for (var i = 0; i < items.Count; i++)
            {
                Write(items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), depth + 1);
            }

            writer.WriteEndArray();
        }
        else if (node.Members is { } members)
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(Sound(name));
                Write(value, $"{path}.{name}", depth + 1);
            }

            writer.WriteEndObject();
        }
        else
        {
            WriteScalar(node);
        }
    }

    // The core schema of YAML 1.2, and the words of YAML 1.1 that PyYAML takes for switches.
    private void WriteScalar(YamlNode node)
    {
        var text = node.Scalar ?? "";
        if (node.Quoted)
        {
            writer.WriteStringValue(Sound(text));
            return;
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                writer.WriteBooleanValue(false);
                break;
            default:
                WriteNumberOrText(text);
                break;
        }
    }

    private void WriteNumberOrText(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (
            char.IsAsciiDigit(text[^1]) && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
        )
        {
            writer.WriteNumberValue(whole);
        }
        else if (
            (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
            && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
        )
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(Sound(text));
        }
    }

    // Half a surrogate pair, which an escape can make, cannot be written.
    private static string Sound(string text) =>
        text.Any(char.IsSurrogate) ? System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) : text;
}
