using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// The options of a command line, argument file or launch script, of the list that Megatron prints at its start, or of a YAML file with the
/// same names. Values may be shell variables that the same text sets.
/// </summary>
internal sealed class CommandOptions
{
    /// <summary>Longest text that is read, in characters: 1 Mi.</summary>
    public const int MaxLength = 1024 * 1024;

    private readonly GivenOptions given;
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly HashSet<string> wrong = new(StringComparer.Ordinal);
    private readonly InputProblems errors;
    private readonly InputProblems warnings;

    /// <summary>Options of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="draft">Where errors and warnings go.</param>
    /// <param name="shortNames">Names of options with one dash, and what they stand for.</param>
    public CommandOptions(string text, ImportDraft draft, IReadOnlyDictionary<string, string>? shortNames = null)
    {
        errors = draft.Errors;
        warnings = draft.Warnings;
        given = new GivenOptions(warnings, shortNames ?? new Dictionary<string, string>());
        if (text.Length > MaxLength)
        {
            errors.Add("$", $"the text has {text.Length} characters; at most {MaxLength} are read");
            return;
        }

        given.Read(text);
    }

    /// <summary>Options of a tree: every leaf by its own name, wherever it stands; true is a switch, false and null are absent.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="draft">Where errors and warnings go.</param>
    public CommandOptions(JsonObjectInput root, ImportDraft draft)
    {
        errors = draft.Errors;
        warnings = draft.Warnings;
        given = new GivenOptions(warnings, new Dictionary<string, string>());
        given.Read(root);
    }

    /// <summary>
    /// The word behind the command of a tool, such as the model in <c>vllm serve MODEL</c>; <see langword="null"/> where there is none.
    /// </summary>
    public (string Word, string Place)? Subject => given.Subject;

    /// <summary>How many options were found.</summary>
    public int Count => given.Options.Count;

    /// <summary>Whether a switch or an option is given.</summary>
    public bool Has(string name)
    {
        read.Add(name);
        return given.Options.ContainsKey(name);
    }

    /// <summary>Whether a list or a YAML file says of a switch that it is off.</summary>
    public bool IsOff(string name) => given.Off.Contains(name);

    /// <summary>Whether an option is given, without counting as a question for it.</summary>
    public bool IsGiven(string name) => given.Options.ContainsKey(name);

    /// <summary>The value of an option, variables filled in; <see langword="null"/> when it is absent or has none.</summary>
    public string? Text(string name) => Has(name) && given.Options[name].Value is { } value ? Expand(value) : null;

    /// <summary>A value with the variables filled in that the same text sets.</summary>
    public string Expand(string value) => given.Variables.Expand(value);

    /// <summary>The value of an option as a whole number; what is no number is noted.</summary>
    public int? Int(string name, int min, int max)
    {
        if (!Has(name))
        {
            return null;
        }

        string? text = Text(name);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max)
        {
            return value;
        }

        Problem(name, Wrong(text, $"a whole number between {min} and {max}"));
        return null;
    }

    /// <summary>The value of an option as a number; what is no number is noted.</summary>
    public double? Number(string name, double min, double max)
    {
        if (!Has(name))
        {
            return null;
        }

        string? text = Text(name);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max)
        {
            return value;
        }

        Problem(name, Wrong(text, string.Create(CultureInfo.InvariantCulture, $"a number between {min:R} and {max:R}")));
        return null;
    }

    private static string Wrong(string? text, string expected) =>
        text is null ? "needs a value"
        : text.Contains('$') ? $"'{JsonInput.Short(text)}': the text does not set this variable; write the value in its place"
        : $"'{JsonInput.Short(text)}' is not {expected}";

    /// <summary>The value of an option that must be given.</summary>
    public int Required(string name, int max)
    {
        if (!Has(name))
        {
            Problem(name, "is missing");
            return 1;
        }

        return Int(name, 1, max) ?? 1;
    }

    /// <summary>Notes something that is wrong with an option.</summary>
    public void Problem(string name, string message)
    {
        if (wrong.Add(name))
        {
            errors.Add(Place(name), message);
        }
    }

    /// <summary>Notes something about an option that was ignored or assumed.</summary>
    public void Warn(string name, string message) => warnings.Add(Place(name), message);

    /// <summary>
    /// The options as the tree that the same tool's files hold: names with underscores; switches, numbers and texts.
    /// </summary>
    public ConfigTree ToTree()
    {
        var json = new StringBuilder("{");
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string name, (string? written, string place)) in given.Options)
        {
            string key = name.Replace('-', '_');
            string value = written is null ? "true" : Expand(written);
            bool literal =
                value is "true" or "false"
                || (
                    double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    && double.IsFinite(number)
                    && char.IsAsciiDigit(value[^1])
                    && (char.IsAsciiDigit(value[0]) || value[0] == '-')
                    && JsonInput.Parse(value, new InputProblems()) is not null
                );
            string text =
                value is "True" or "False" ? value.ToLowerInvariant()
                : literal ? value
                : ImportDraft.Quote(value);
            json.Append(json.Length > 1 ? "," : "").Append(ImportDraft.Quote(key)).Append(':').Append(text);
            string line = place.Split(':')[0];
            lines["$." + key] = int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        }

        using var document = JsonDocument.Parse(json.Append('}').ToString());
        return new ConfigTree(document.RootElement.Clone(), lines);
    }

    /// <summary>Warns of every option that was not read.</summary>
    /// <param name="reasons">Why known options do not matter.</param>
    public void WarnOfUnread(IReadOnlyDictionary<string, string> reasons)
    {
        foreach (string name in given.Options.Keys)
        {
            if (!read.Contains(name))
            {
                Warn(name, IgnoredReasons.Message(reasons, name));
            }
        }
    }

    /// <summary>Where an option stands.</summary>
    public string Place(string name) => given.Options.TryGetValue(name, out var option) ? option.Place : "--" + name;
}
