using System.Text.Json;
using LlmCostSim.Input;

namespace LlmCostSim.Facts;

/// <summary>
/// Reads the members of one JSON object of a catalogue: required and optional ones, with the file and JSON path in every error, and no
/// member left unread.
/// </summary>
/// <remarks>
/// In data that ships with the library the first error ends the reading. Of a user's file in the same form (<see cref="ReadAll{T}"/>) all
/// problems are collected, each with a placeholder for what it should have been.
/// </remarks>
internal sealed class FactReader
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly JsonElement element;
    private readonly InputProblems? problems;
    private readonly FactReader? below;
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    /// <summary>A reader over an object.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands: file name and JSON path.</param>
    public FactReader(JsonElement element, string path)
        : this(element, path, null) { }

    private FactReader(JsonElement element, string path, InputProblems? problems, FactReader? below = null)
    {
        (this.element, this.problems, this.below, Path) = (element, problems, below, path);
        if (element.ValueKind == JsonValueKind.Object)
        {
            return;
        }

        var message = $"expected an object, found {element.ValueKind}";
        (problems ?? throw new FormatException($"{path}: {message}")).Add(path, message);
        this.element = Nothing;
    }

    /// <summary>Reads a value out of a user's JSON file and notes all that is wrong with it.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="json">Text of the file.</param>
    /// <param name="file">Name of the file, which goes before the JSON path of a problem.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The value, or <see langword="null"/> where there is a problem.</returns>
    public static T? ReadAll<T>(string json, string file, Func<FactReader, T> read, InputProblems problems)
        where T : class
    {
        var before = problems.Count;
        try
        {
            using var document = JsonDocument.Parse(json, JsonInput.Lenient);
            var value = read(new FactReader(document.RootElement, $"{file}: $", problems));
            return problems.Count == before ? value : null;
        }
        catch (Exception problem) when (problem is FormatException or JsonException or ArgumentException or InvalidOperationException)
        {
            // What a placeholder leads to after a problem that is noted would only mislead.
            if (problems.Count == before)
            {
                problems.Add(file, problem.Message);
            }

            return null;
        }
    }

    /// <summary>File name and JSON path of the object.</summary>
    public string Path { get; }

    /// <summary>The object over another one.</summary>
    /// <param name="other">The object whose members count where this one has none of their name, member by member also in the objects
    /// within them.</param>
    public FactReader Over(FactReader other)
    {
        var over = new FactReader(element, Path, problems, other);
        over.read.UnionWith(read);
        return over;
    }

    /// <summary>Names of the members, in the order of the file; those of an object below behind them.</summary>
    public IEnumerable<string> Members =>
        element.EnumerateObject().Select(member => member.Name).Union(below?.Members ?? [], StringComparer.Ordinal);

    /// <summary>Whether the member is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>A required text that is not empty.</summary>
    public string Text(string name) => OptionalText(name) is { Length: > 0 } text ? text : Missing(name, "text", "");

    /// <summary>An optional text.</summary>
    public string? OptionalText(string name) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : Wrong(name, "text", value, "?");

    /// <summary>A required finite number.</summary>
    public double Number(string name) => OptionalNumber(name) ?? Missing(name, "number", 1.0);

    /// <summary>An optional finite number.</summary>
    public double? OptionalNumber(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : Wrong(name, "a finite number", value, 1.0);
    }

    /// <summary>A required number above zero.</summary>
    public double Positive(string name) => Number(name) is > 0 and double number ? number : Problem(name, "must be above 0", 1.0);

    /// <summary>A required whole number.</summary>
    public int Integer(string name) => OptionalInteger(name) ?? Missing(name, "whole number", 1);

    /// <summary>An optional whole number.</summary>
    public int? OptionalInteger(string name) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number
        : Wrong(name, "a whole number", value, 1);

    /// <summary>A required whole number of 64 bits.</summary>
    public long LongInteger(string name) =>
        !TryGet(name, out JsonElement value) ? Missing(name, "whole number", 1L)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number
        : Wrong(name, "a whole number", value, 1L);

    /// <summary>An optional switch.</summary>
    /// <param name="name">Member name.</param>
    /// <param name="absent">The value where the member is absent.</param>
    public bool Flag(string name, bool absent = false) =>
        !TryGet(name, out JsonElement value) ? absent
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : Wrong(name, "true or false", value, absent);

    /// <summary>A required choice among the names of an enumeration, in camel case or any case.</summary>
    public T Choice<T>(string name)
        where T : struct, Enum => Text(name) is { Length: > 0 } text ? Choice<T>(name, text) : default;

    /// <summary>A list of such choices; empty where absent.</summary>
    public IReadOnlyList<T> Choices<T>(string name)
        where T : struct, Enum => [.. Texts(name).Select(text => Choice<T>(name, text))];

    private T Choice<T>(string name, string text)
        where T : struct, Enum
    {
        // The forms that are not generic: a generic one is compiled anew for every enumeration, which a cold start pays for.
        return Enum.TryParse(typeof(T), text, ignoreCase: true, out object? value) && Enum.IsDefined(typeof(T), value)
            ? (T)value
            : Problem<T>(name, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}", default);
    }

    /// <summary>A list of names of a flags enumeration, in camel case or any case; the default value where absent.</summary>
    public T Flags<T>(string name)
        where T : struct, Enum
    {
        var names = Texts(name);
        return names.Count == 0 ? default
            : Enum.TryParse(typeof(T), string.Join(',', names), ignoreCase: true, out object? value) ? (T)value
            : Problem<T>(name, $"one of '{string.Join(", ", names)}' is none of {string.Join(", ", Enum.GetNames<T>())}", default);
    }

    /// <summary>A list of texts; empty where absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (JsonElement item in Items(name))
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : Wrong(name, "a list of texts", item, "?"));
        }

        return texts;
    }

    /// <summary>A text, which has to be one of those that are known.</summary>
    /// <param name="name">Member that it is from.</param>
    /// <param name="text">The text.</param>
    /// <param name="known">Those that are known.</param>
    public string OneOf(string name, string text, IEnumerable<string> known) =>
        known.Contains(text, StringComparer.Ordinal) ? text : Problem(name, $"'{text}' is none of {string.Join(", ", known)}", text);

    /// <summary>A list of texts, each one of those that are known; empty where absent.</summary>
    /// <param name="name">Member name.</param>
    /// <param name="known">Those that are known.</param>
    public IReadOnlyList<string> ManyOf(string name, IEnumerable<string> known) =>
        [.. Texts(name).Select(text => OneOf(name, text, known))];

    /// <summary>A required object.</summary>
    /// <remarks>Of an object that is missing, nothing more is said: that its members are missing, too, goes without saying.</remarks>
    public FactReader Object(string name) =>
        OptionalObject(name) ?? new FactReader(Missing(name, "object", Nothing), $"{Path}.{name}", new InputProblems());

    /// <summary>An optional object.</summary>
    public FactReader? OptionalObject(string name) =>
        TryGet(name, out JsonElement value)
            ? new FactReader(value, $"{Path}.{name}", problems, element.TryGetProperty(name, out _) ? below?.OptionalObject(name) : null)
            : null;

    /// <summary>A required object as its JSON text, for a reader of its own.</summary>
    public string Json(string name) =>
        TryGet(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value.GetRawText() : Missing(name, "object", "{}");

    /// <summary>A list of values, each read from an object every member of which must be read; empty where absent.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<FactReader, T> readItem)
    {
        var values = new List<T>();
        foreach (JsonElement item in Items(name))
        {
            var facts = new FactReader(item, $"{Path}.{name}[{values.Count}]", problems);
            values.Add(readItem(facts));
            facts.Complete();
        }

        return values;
    }

    /// <summary>
    /// A list of values that stand in groups under the source that they share: <c>sources: [ { source, name: [ … ] } ]</c>.
    /// </summary>
    public IReadOnlyList<T> ListBySource<T>(string name, Func<FactReader, string, T> readItem) =>
        [
            .. List(
                    "sources",
                    group =>
                    {
                        var source = group.Text("source");
                        return group.List(name, item => readItem(item, source));
                    }
                )
                .SelectMany(static values => values),
        ];

    /// <summary>Notes a problem of one member.</summary>
    /// <param name="name">Member name.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="placeholder">What takes the member's place while a user's file is read to its end.</param>
    /// <exception cref="FormatException">The data ships with the library.</exception>
    public T Problem<T>(string name, string message, T placeholder)
    {
        if (problems is null)
        {
            throw new FormatException($"{Path}.{name}: {message}");
        }

        problems.Add($"{Path}.{name}", message);
        return placeholder;
    }

    /// <summary>
    /// Checks that every member was asked for, since a misspelt name must not pass as an absent one, and that none is given twice.
    /// </summary>
    public void Complete()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                Problem(member.Name, "given twice", 0);
            }

            if (!read.Contains(member.Name))
            {
                Problem(member.Name, "unknown member", 0);
            }
        }
    }

    private JsonElement.ArrayEnumerator Items(string name) =>
        !TryGet(name, out JsonElement value) || (value.ValueKind != JsonValueKind.Array && Wrong(name, "a list", value, true))
            ? default
            : value.EnumerateArray();

    private bool TryGet(string name, out JsonElement value)
    {
        read.Add(name);

        // A null of one's own hides what lies below.
        return element.TryGetProperty(name, out value)
            ? value.ValueKind != JsonValueKind.Null
            : below is not null && below.TryGet(name, out value);
    }

    private T Missing<T>(string name, string kind, T placeholder) => Problem(name, $"required {kind} is missing", placeholder);

    private T Wrong<T>(string name, string kind, JsonElement value, T placeholder) =>
        Problem(name, $"expected {kind}, found {value.ValueKind}", placeholder);
}
