using System.Globalization;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>The members of a <c>config.json</c>, whose names differ between model classes. Problems and warnings are collected, nothing throws.</summary>
/// <param name="input">The object.</param>
/// <param name="warnings">Where warnings go.</param>
internal sealed class ConfigFields(JsonObjectInput input, InputProblems warnings)
{
    /// <summary>More layers, heads or experts than any model has by far.</summary>
    public const int MostParts = 100_000;

    /// <summary>Wider than any model by far.</summary>
    public const int Widest = 16_777_216;

    /// <summary>Members that are not read yet.</summary>
    public IEnumerable<(string Name, JsonInput Value)> Unread => input.Unread;

    /// <summary>The object itself.</summary>
    public JsonInput Value => input.Value;

    /// <summary>Whether a member is given.</summary>
    public bool Has(string name) => input.Has(name);

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

        Problem(names.Length == 1 ? $"'{names[0]}' is missing" : $"'{names[0]}' is missing (also spelled {string.Join(", ", names[1..]!)})");
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
            first ??= input.Member(name) is { Kind: System.Text.Json.JsonValueKind.String } value ? value.AsText() : null;
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

    /// <summary>Notes something that is wrong with the object as a whole.</summary>
    public void Problem(string message) => input.Value.Problem(message);

    /// <summary>Notes something that was ignored or assumed.</summary>
    public void Warn(string name, string message) => warnings.Add(input.Member(name)?.Path ?? $"{input.Value.Path}.{name}", message);

    /// <summary>Warns of every member that was not read.</summary>
    /// <param name="reasons">Why known members do not matter.</param>
    public void WarnOfUnread(IReadOnlyDictionary<string, string> reasons)
    {
        foreach (var (name, value) in input.Unread.ToArray())
        {
            warnings.Add(value.Path, reasons.TryGetValue(name, out string? reason) ? $"ignored: {reason}" : "ignored: not known to influence the cost");
        }
    }
}
