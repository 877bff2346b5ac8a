using System.Globalization;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>The options of a Megatron command line, argument file or launch script. Values may be shell variables that the same text sets.</summary>
internal sealed class MegatronArguments
{
    /// <summary>Longest text that is read, in characters: 1 Mi.</summary>
    public const int MaxLength = 1024 * 1024;

    private readonly Dictionary<string, (string? Value, int Line)> options = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly HashSet<string> wrong = new(StringComparer.Ordinal);
    private readonly InputProblems errors;
    private readonly InputProblems warnings;

    public MegatronArguments(string text, InputProblems errors, InputProblems warnings)
    {
        this.errors = errors;
        this.warnings = warnings;
        if (text.Length > MaxLength)
        {
            errors.Add("$", $"the text has {text.Length} characters; at most {MaxLength} are read");
            return;
        }

        string? open = null;
        int line = 0;
        foreach (ReadOnlySpan<char> row in text.AsSpan().EnumerateLines())
        {
            line++;
            foreach (Range range in Words(row))
            {
                open = Take(row[range].Trim("()"), open, line);
            }
        }
    }

    /// <summary>How many options were found.</summary>
    public int Count => options.Count;

    /// <summary>Whether a switch or an option is given.</summary>
    public bool Has(string name)
    {
        read.Add(name);
        return options.ContainsKey(name);
    }

    /// <summary>The value of an option, variables filled in; <see langword="null"/> when it is absent or has none.</summary>
    public string? Text(string name) => Has(name) && options[name].Value is { } value ? Expand(value) : null;

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

        Problem(name, text is null ? "needs a value" : $"'{JsonInput.Short(text)}' is not a whole number between {min} and {max}");
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

        Problem(name, text is null ? "needs a value" : $"'{JsonInput.Short(text)}' is not a number between {min:R} and {max:R}");
        return null;
    }

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

    /// <summary>Warns of every option that was not read.</summary>
    public void WarnOfUnread()
    {
        foreach (string name in options.Keys)
        {
            if (!read.Contains(name))
            {
                Warn(name, "ignored: not known to influence the cost");
            }
        }
    }

    private string Place(string name) =>
        options.TryGetValue(name, out var option) ? string.Create(CultureInfo.InvariantCulture, $"line {option.Line}: --{name}") : "--" + name;

    // Quotes and line continuations only group words in launch scripts; a comment ends the line.
    private static List<Range> Words(ReadOnlySpan<char> row)
    {
        var words = new List<Range>();
        int start = -1;
        for (int i = 0; i <= row.Length; i++)
        {
            bool comment = i < row.Length && row[i] == '#' && start < 0;
            bool gap = i == row.Length || comment || char.IsWhiteSpace(row[i]) || row[i] is '"' or '\'' or '\\' or ';' or '`';
            if (!gap && start < 0)
            {
                start = i;
            }
            else if (gap && start >= 0)
            {
                words.Add(start..i);
                start = -1;
            }

            if (comment)
            {
                break;
            }
        }

        return words;
    }

    private string? Take(ReadOnlySpan<char> word, string? open, int line)
    {
        if (word.IsEmpty)
        {
            return open;
        }

        if (word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2 && char.IsAsciiLetter(word[2]))
        {
            ReadOnlySpan<char> name = word[2..];
            int equals = name.IndexOf('=');
            string? value = equals >= 0 ? name[(equals + 1)..].ToString() : null;
            string key = (equals >= 0 ? name[..equals] : name).ToString().Replace('_', '-').ToLowerInvariant();
            if (options.TryGetValue(key, out var before))
            {
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}: --{JsonInput.Short(key)}"), $"given again; the value of line {before.Line} is replaced");
            }

            options[key] = (value, line);
            return value is null ? key : null;
        }

        if (open is not null)
        {
            options[open] = (word.ToString(), options[open].Line);
            return null;
        }

        int assignment = word.IndexOf('=');
        if (assignment > 0 && char.IsAsciiLetter(word[0]))
        {
            variables[word[..assignment].ToString()] = word[(assignment + 1)..].ToString();
        }

        return null;
    }

    // $NAME, ${NAME} and ${NAME:-default}; a few rounds, since variables may hold variables.
    private string Expand(string value)
    {
        for (int round = 0; round < 4 && value.StartsWith('$'); round++)
        {
            string name = value[1..].Trim('{', '}');
            int fallback = name.IndexOf(":-", StringComparison.Ordinal);
            string? standard = fallback >= 0 ? name[(fallback + 2)..] : null;
            name = fallback >= 0 ? name[..fallback] : name;
            if ((variables.GetValueOrDefault(name) ?? standard) is not { } known)
            {
                return value;
            }

            value = known;
        }

        return value;
    }
}
