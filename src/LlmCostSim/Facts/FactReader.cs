using System.Text.Json;

namespace LlmCostSim.Facts;

/// <summary>Reads the members of one JSON object of a catalogue: required and optional ones, with the file and JSON path in every error, and no member left unread.</summary>
/// <remarks>For data that ships with the library, where the first error ends the reading. Files of users are read by <see cref="Input.JsonObjectInput"/>, which collects all problems.</remarks>
internal sealed class FactReader
{
    private readonly JsonElement element;
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    /// <summary>A reader over an object.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands: file name and JSON path.</param>
    public FactReader(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{path}: expected an object, found {element.ValueKind}");
        }

        this.element = element;
        Path = path;
    }

    /// <summary>File name and JSON path of the object.</summary>
    public string Path { get; }

    /// <summary>Names of the members, in the order of the file.</summary>
    public IEnumerable<string> Members => element.EnumerateObject().Select(member => member.Name);

    /// <summary>Whether the member is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>A required text that is not empty.</summary>
    public string Text(string name) =>
        OptionalText(name) is { Length: > 0 } text ? text : throw Missing(name, "text");

    /// <summary>An optional text.</summary>
    public string? OptionalText(string name) => !TryGet(name, out JsonElement value)
        ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "text", value);

    /// <summary>A required finite number.</summary>
    public double Number(string name) => OptionalNumber(name) ?? throw Missing(name, "number");

    /// <summary>An optional finite number.</summary>
    public double? OptionalNumber(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(name, "a finite number", value);
    }

    /// <summary>A required number above zero.</summary>
    public double Positive(string name) =>
        Number(name) is > 0 and double number ? number : throw new FormatException($"{Path}.{name}: must be above 0");

    /// <summary>A required whole number.</summary>
    public int Integer(string name) => OptionalInteger(name) ?? throw Missing(name, "whole number");

    /// <summary>An optional whole number.</summary>
    public int? OptionalInteger(string name) => !TryGet(name, out JsonElement value)
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(name, "a whole number", value);

    /// <summary>A required whole number of 64 bits.</summary>
    public long LongInteger(string name) => !TryGet(name, out JsonElement value)
        ? throw Missing(name, "whole number")
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : throw Wrong(name, "a whole number", value);

    /// <summary>An optional switch.</summary>
    /// <param name="name">Member name.</param>
    /// <param name="absent">The value where the member is absent.</param>
    public bool Flag(string name, bool absent = false) => !TryGet(name, out JsonElement value)
        ? absent
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false", value);

    /// <summary>A required choice among the names of an enumeration, in camel case or any case.</summary>
    public T Choice<T>(string name)
        where T : struct, Enum
    {
        string text = Text(name);

        // The forms that are not generic: a generic one is compiled anew for every enumeration, which a cold start pays for.
        return Enum.TryParse(typeof(T), text, ignoreCase: true, out object? value) && Enum.IsDefined(typeof(T), value)
            ? (T)value
            : throw new FormatException($"{Path}.{name}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <summary>A list of names of a flags enumeration, in camel case or any case; the default value where absent.</summary>
    public T Flags<T>(string name)
        where T : struct, Enum
    {
        var names = Texts(name);
        return names.Count == 0 ? default
            : Enum.TryParse(typeof(T), string.Join(',', names), ignoreCase: true, out object? value) ? (T)value
            : throw new FormatException($"{Path}.{name}: one of '{string.Join(", ", names)}' is none of {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <summary>A list of texts; empty where absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return [];
        }

        var texts = new List<string>();
        foreach (JsonElement item in Items(name, value))
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "a list of texts", item));
        }

        return texts;
    }

    /// <summary>A required object.</summary>
    public FactReader Object(string name) => OptionalObject(name) ?? throw Missing(name, "object");

    /// <summary>An optional object.</summary>
    public FactReader? OptionalObject(string name) =>
        TryGet(name, out JsonElement value) ? new FactReader(value, $"{Path}.{name}") : null;

    /// <summary>A list of values, each read from an object every member of which must be read; empty where absent.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<FactReader, T> readItem)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return [];
        }

        var values = new List<T>();
        foreach (JsonElement item in Items(name, value))
        {
            var facts = new FactReader(item, $"{Path}.{name}[{values.Count}]");
            values.Add(readItem(facts));
            facts.Complete();
        }

        return values;
    }

    /// <summary>Throws if a member was never asked for, since a misspelt name must not pass as an absent one, or is given twice.</summary>
    public void Complete()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                throw new FormatException($"{Path}.{member.Name}: given twice");
            }

            if (!read.Contains(member.Name))
            {
                throw new FormatException($"{Path}.{member.Name}: unknown member");
            }
        }
    }

    private JsonElement.ArrayEnumerator Items(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(name, "a list", value);

    private bool TryGet(string name, out JsonElement value)
    {
        read.Add(name);
        return element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private FormatException Missing(string name, string kind) => new($"{Path}.{name}: required {kind} is missing");

    private FormatException Wrong(string name, string kind, JsonElement value) => new($"{Path}.{name}: expected {kind}, found {value.ValueKind}");
}
