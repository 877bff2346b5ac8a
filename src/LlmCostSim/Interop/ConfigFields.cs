using System.Globalization;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Interop;

/// <summary>
/// The members of a <c>config.json</c>, whose names differ between model classes. Problems and warnings are collected, nothing throws.
/// </summary>
/// <param name="input">The object.</param>
/// <param name="warnings">Where warnings go.</param>
internal sealed class ConfigFields(JsonObjectInput input, InputProblems warnings)
{
    /// <summary>More ranks than any job has by far.</summary>
    public const int MostRanks = 1_000_000;

    /// <summary>More sequences in a step than any job has by far.</summary>
    public const int MostSequences = WorkloadInput.MostSequences;

    /// <summary>A higher adapter rank than any job has by far.</summary>
    public const int MostAdapterRank = 1_000_000;

    /// <summary>More layers, heads or experts than any model has by far.</summary>
    public const int MostParts = ArchitectureInput.MostLayers;

    /// <summary>Wider than any model by far.</summary>
    public const int Widest = ArchitectureInput.Widest;

    /// <summary>Members that are not read yet.</summary>
    public IEnumerable<(string Name, JsonInput Value)> Unread => input.Unread;

    /// <summary>The object itself.</summary>
    public JsonInput Value => input.Value;

    /// <summary>Whether a member is given.</summary>
    public bool Has(string name) => input.Has(name);

    /// <summary>Kind of a member's value; <see cref="System.Text.Json.JsonValueKind.Undefined"/> where it is absent.</summary>
    public System.Text.Json.JsonValueKind Kind(string name) => input.Member(name)?.Kind ?? System.Text.Json.JsonValueKind.Undefined;

    /// <summary>The first of several spellings that is given, as a whole number.</summary>
    public int? Int(int min, int max, params ReadOnlySpan<string> names)
    {
        int? first = null;
        string? firstName = null;
        foreach (string name in names)
        {
            if (input.Int(name, min, max) is not { } value)
            {
                continue;
            }

            if (first is null)
            {
                (first, firstName) = (value, name);
            }
            else if (first != value)
            {
                Warn(name, string.Create(CultureInfo.InvariantCulture, $"ignored: {value} contradicts {firstName}, {first}"));
            }
        }

        return first;
    }

    /// <summary>The first of several spellings that is given, as a whole number; its absence is noted.</summary>
    public int RequiredInt(int max, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (input.Has(name))
            {
                return Int(1, max, names) ?? 1;
            }
        }

        Problem(
            names.Length == 1 ? $"'{names[0]}' is missing" : $"'{names[0]}' is missing (also spelled {string.Join(", ", names[1..]!)})"
        );
        return 1;
    }

    /// <summary>A switch.</summary>
    public bool? Bool(string name) => input.Bool(name);

    /// <summary>A number.</summary>
    public double? Number(string name) => input.Number(name);

    /// <summary>The first of several spellings that is given, as text.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        string? first = null;
        foreach (string name in names)
        {
            // An empty text stands for an absent one in the files of trainers.
            first ??=
                input.Member(name) is { Kind: System.Text.Json.JsonValueKind.String } value && !value.Element.ValueEquals("")
                    ? value.AsText()
                    : null;
        }

        return first;
    }

    /// <summary>One of a list of names.</summary>
    public T? Choice<T>(string name, (string Name, T Value)[] names)
        where T : struct => input.Choice(name, names);

    /// <summary>Whether a member is exactly this text.</summary>
    public bool IsText(string name, string text) =>
        input.Member(name) is { Kind: System.Text.Json.JsonValueKind.String } value && value.Element.ValueEquals(text);

    /// <summary>A list.</summary>
    public IReadOnlyList<JsonInput>? List(string name) => input.Member(name)?.AsArray();

    /// <summary>An object.</summary>
    public ConfigFields? Object(string name) => input.Object(name) is { } child ? new ConfigFields(child, warnings) : null;

    /// <summary>Words: a list of texts, or one text with separators between them.</summary>
    /// <param name="name">The member.</param>
    /// <param name="separators">What stands between words of a text.</param>
    public List<string> Words(string name, params char[] separators) =>
        Kind(name) == System.Text.Json.JsonValueKind.String
            ? [.. (Text(name) ?? "").Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : [.. (List(name) ?? []).Select(static item => item.AsText()).OfType<string>()];

    /// <summary>Notes something that is wrong with the object as a whole.</summary>
    public void Problem(string message) => input.Value.Problem(message);

    /// <summary>Notes something that is wrong with a member.</summary>
    public void Problem(string name, string message)
    {
        if (input.Member(name) is { } value)
        {
            value.Problem(message);
        }
        else
        {
            Problem(message);
        }
    }

    /// <summary>Notes something that was ignored or assumed.</summary>
    public void Warn(string name, string message) => warnings.Add(Place(name), message);

    /// <summary>JSON path of a member, whether it is given or not.</summary>
    public string Place(string name) => input.Member(name)?.Path ?? $"{input.Value.Path}.{name}";

    /// <summary>
    /// A member as a whole number; <c>auto</c>, with which a framework is told to fill it in, counts as absent, with a warning.
    /// </summary>
    public int? Count(string name, int max, int min = 1)
    {
        if (IsText(name, "auto"))
        {
            Warn(name, "auto: filled in by the training script; left to the scenario");
            return null;
        }

        return Int(min, max, name);
    }

    /// <summary>
    /// A switch that may also be the word <c>auto</c>, which counts as absent, with a warning, or a text that names a way of switching on.
    /// </summary>
    public bool? Switch(string name)
    {
        if (input.Member(name) is not { Kind: System.Text.Json.JsonValueKind.String } value)
        {
            return Bool(name);
        }

        string text = value.AsText() ?? "";
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            Warn(name, "auto: decided by the training script; left to the scenario");
            return null;
        }

        return !(text.Equals("false", StringComparison.OrdinalIgnoreCase) || text.Equals("no", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Copies a whole number to a member of the scenario.</summary>
    public void Copy(ImportDraft draft, string path, string name, int max, int min = 1) =>
        draft.Set(path, Count(name, max, min), Place(name));

    /// <summary>Warns of every member that was not read.</summary>
    /// <param name="reasons">Why known members do not matter.</param>
    public void WarnOfUnread(IReadOnlyDictionary<string, string> reasons)
    {
        foreach (var (name, value) in input.Unread.ToArray())
        {
            if (value.Kind == System.Text.Json.JsonValueKind.Null)
            {
                continue;
            }

            warnings.Add(value.Path, IgnoredReasons.Message(reasons, name));
        }
    }
}
