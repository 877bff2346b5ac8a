using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>Collects the options that a text or a tree gives; <see cref="CommandOptions"/> answers for them.</summary>
/// <param name="warnings">Where warnings go.</param>
/// <param name="shortNames">Names of options with one dash, and what they stand for.</param>
internal sealed class GivenOptions(InputProblems warnings, IReadOnlyDictionary<string, string> shortNames)
{
    // Trainers' options that take several words. Behind others a second word is no part of the value: "--num_processes 8 train.py".
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "fsdp", "lora-target", "lora-target-modules" };

    private readonly Dictionary<string, (string? Value, string Place)> options = new(StringComparer.Ordinal);
    private readonly HashSet<string> off = new(StringComparer.Ordinal);
    private readonly StringBuilder words = new();
    private string? list;
    private string? before;

    /// <summary>Values and places by the option's name, with dashes and without the leading ones; switches have no value.</summary>
    public IReadOnlyDictionary<string, (string? Value, string Place)> Options => options;

    /// <summary>Switches that a list or a tree says are off.</summary>
    public IReadOnlySet<string> Off => off;

    /// <summary>The variables that the text sets.</summary>
    public ShellVariables Variables { get; } = new();

    /// <summary>The word behind the command of a tool.</summary>
    public (string Word, string Place)? Subject { get; private set; }

    /// <summary>Reads a command line, argument file, launch script or printed list.</summary>
    public void Read(string text)
    {
        var conditions = new ShellConditions(Variables);
        string? open = null;
        int line = 0;
        foreach (ReadOnlySpan<char> row in text.AsSpan().EnumerateLines())
        {
            line++;
            foreach (Range range in ShellConditions.Parts(row))
            {
                ReadOnlySpan<char> part = conditions.Running(row[range]);
                if (!TakeListed(part, line))
                {
                    open = TakeWords(part, open, line);
                }

                if (range.End.Value < row.Length)
                {
                    EndList();
                }
            }

            if (!row.TrimEnd().EndsWith("\\"))
            {
                EndList();
            }
        }

        EndList();
    }

    /// <summary>Reads every leaf of a tree by its own name.</summary>
    public void Read(JsonObjectInput input)
    {
        foreach ((string name, JsonInput value) in input.Unread.ToArray())
        {
            switch (value.Kind)
            {
                case JsonValueKind.Object:
                    Read(value.AsObject()!);
                    break;
                case JsonValueKind.True:
                    Add(Key(name), null, value.Path);
                    break;
                case JsonValueKind.False:
                    off.Add(Key(name));
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    Add(Key(name), value.Kind == JsonValueKind.String ? value.AsText() : value.Element.GetRawText(), value.Path);
                    break;
            }
        }
    }

    private string? TakeWords(ReadOnlySpan<char> part, string? open, int line)
    {
        int end = 0;
        foreach (Range range in ShellWords.Of(part))
        {
            ReadOnlySpan<char> word = part[range];
            if (part[end..range.Start.Value].Contains(';'))
            {
                EndList();
            }

            end = range.End.Value;
            open = Take(word.Contains("$(", StringComparison.Ordinal) ? word : word.Trim("()"), open, line);
        }

        return open;
    }

    private string? Take(ReadOnlySpan<char> word, string? open, int line)
    {
        if (word.IsEmpty)
        {
            return open;
        }

        if (list is not null && !TakeListWord(word))
        {
            EndList();
        }
        else if (list is not null)
        {
            return null;
        }

        if (NameOf(word) is { } name)
        {
            int equals = word.IndexOf('=');
            string? value = equals >= 0 ? Unquoted(word[(equals + 1)..]) : null;
            Add(name, value, Place(name, line));
            return value is null ? name : null;
        }

        if (open is not null)
        {
            options[open] = (word.ToString(), options[open].Place);
            if (Lists.Contains(open))
            {
                list = open;
                words.Clear().Append(word);
            }

            return null;
        }

        int assignment = word.IndexOf('=');
        if (assignment > 0 && (char.IsAsciiLetter(word[0]) || word[0] == '_'))
        {
            Variables.Set(word[..assignment].ToString(), Unquoted(word[(assignment + 1)..]));
        }

        if (before == "serve")
        {
            Subject ??= (word.ToString(), string.Create(CultureInfo.InvariantCulture, $"line {line}"));
        }

        before = word.Length <= 8 ? word.ToString() : "";
        return null;
    }

    // Another word of a list; the next option, a redirection or the next command ends it.
    private bool TakeListWord(ReadOnlySpan<char> word)
    {
        bool belongs = (char.IsAsciiLetter(word[0]) || word[0] is '_' or '$' or '.' or ',') && !word.Contains('@');
        if (belongs)
        {
            words.Append(' ').Append(word);
        }

        return belongs;
    }

    private void EndList()
    {
        if (list is not null)
        {
            options[list] = (words.ToString(), options[list].Place);
            list = null;
        }
    }

    private static string Unquoted(ReadOnlySpan<char> value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'' ? value[1..^1].ToString() : value.ToString();

    private string? NameOf(ReadOnlySpan<char> word)
    {
        int equals = word.IndexOf('=');
        ReadOnlySpan<char> name = equals >= 0 ? word[..equals] : word;
        if (name.Length > 2 && name.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(name[2]))
        {
            return Key(name[2..].ToString());
        }

        return name.Length is > 1 and <= 8 && name[0] == '-' && shortNames.TryGetValue(name[1..].ToString(), out string? full)
            ? full
            : null;
    }

    private void Add(string name, string? value, string place)
    {
        if (options.TryGetValue(name, out var earlier))
        {
            warnings.Add(place, $"given again; the value of {earlier.Place.Split(':')[0]} is replaced");
        }

        options[name] = (value, place);
    }

    // "  hidden_size ......................... 4096": how Megatron prints its arguments. What is off or not set is absent.
    private bool TakeListed(ReadOnlySpan<char> row, int line)
    {
        int dots = row.IndexOf(" ...", StringComparison.Ordinal);
        if (dots <= 0)
        {
            return false;
        }

        ReadOnlySpan<char> name = row[..dots].TrimEnd();
        name = name[(name.LastIndexOfAny(' ', ':', '\t') + 1)..];
        ReadOnlySpan<char> value = row[dots..].TrimStart(" .").Trim();
        if (name.IsEmpty || !char.IsAsciiLetter(name[0]) || name.ContainsAny("/\"'$="))
        {
            return false;
        }

        string key = Key(name.ToString());
        if (value is "False")
        {
            off.Add(key);
        }
        else if (value is not ("None" or "" or "[]"))
        {
            Add(key, value is "True" ? null : value.ToString(), Place(key, line));
        }

        return true;
    }

    private static string Place(string name, int line) =>
        string.Create(CultureInfo.InvariantCulture, $"line {line}: --{JsonInput.Short(name)}");

    private static string Key(string name) => name.Replace('_', '-').ToLowerInvariant();
}
