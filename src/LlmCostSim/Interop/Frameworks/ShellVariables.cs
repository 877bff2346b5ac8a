using System.Text;

namespace LlmCostSim.Interop;

/// <summary>The variables that a launch script sets for its own options.</summary>
internal sealed class ShellVariables
{
    // Longer than any option's value by far; values that hold each other grow with every assignment.
    private const int Longest = 4096;
    private const int DeepestDefault = 4;

    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    /// <summary>Sets a variable to a value, with the variables in it filled in as they stand; the later value counts.</summary>
    public void Set(string name, string value) => variables[name] = Expand(value);

    /// <summary>
    /// A value with its variables filled in: $NAME, ${NAME}, ${NAME:-default}, ${NAME:+other} and whole-number arithmetic in $((…)). What
    /// the script does not set, and every other form, stays as it is.
    /// </summary>
    public string Expand(string value) => Expand(value, 0);

    private string Expand(string value, int depth)
    {
        if (depth > DeepestDefault || value.Length > Longest || !value.Contains('$'))
        {
            return value;
        }

        var text = new StringBuilder();
        for (int i = 0; i < value.Length && text.Length < Longest; i++)
        {
            int end = value[i] == '$' ? End(value, i) : i;
            text.Append(end > i ? Fill(value[i..end], depth) : value[i]);
            i = Math.Max(i, end - 1);
        }

        return text.Length < Longest ? text.ToString() : value;
    }

    // Behind the last character of the reference that begins here.
    private static int End(string value, int start)
    {
        int i = start + 1;
        if (i < value.Length && value[i] is '{' or '(')
        {
            int depth = 0;
            for (; i < value.Length; i++)
            {
                depth +=
                    value[i] is '{' or '(' ? 1
                    : value[i] is '}' or ')' ? -1
                    : 0;
                if (depth == 0)
                {
                    return i + 1;
                }
            }

            return start;
        }

        while (i < value.Length && IsNamePart(value[i]))
        {
            i++;
        }

        return i;
    }

    private string Fill(string reference, int depth)
    {
        if (reference.StartsWith("$((", StringComparison.Ordinal) && reference.EndsWith("))", StringComparison.Ordinal))
        {
            return ShellArithmetic.Evaluate(Operands(reference[3..^2], depth)) ?? reference;
        }

        if (!reference.StartsWith("${", StringComparison.Ordinal))
        {
            return variables.GetValueOrDefault(reference[1..]) ?? reference;
        }

        string inner = reference[2..^1];
        int end = 0;
        while (end < inner.Length && IsNamePart(inner[end]))
        {
            end++;
        }

        string? value = variables.GetValueOrDefault(inner[..end]);
        bool colon = end > 0 && end + 1 < inner.Length && inner[end] == ':';
        int at = colon ? end + 1 : end;
        bool given = value is not null && !(colon && value.Length == 0);
        char form = end == 0 || at == inner.Length ? '\0' : inner[at];
        string word = form == '\0' ? "" : inner[(at + 1)..].Trim('"', '\'');
        return form switch
        {
            '-' or '=' => given ? value! : Expand(word, depth + 1),
            '+' => given ? Expand(word, depth + 1) : "",
            '?' => given ? value! : reference,
            '\0' when end == inner.Length => value ?? reference,
            _ => reference,
        };
    }

    // In arithmetic a bare name is a variable, too.
    private string Operands(string expression, int depth)
    {
        string filled = Expand(expression, depth + 1);
        var text = new StringBuilder();
        for (int i = 0; i < filled.Length && text.Length < Longest;)
        {
            int end = i;
            while (end < filled.Length && IsNamePart(filled[end]))
            {
                end++;
            }

            bool named = end > i && !char.IsAsciiDigit(filled[i]);
            string part = filled[i..Math.Max(end, i + 1)];
            text.Append(named ? variables.GetValueOrDefault(part) ?? part : part);
            i = Math.Max(end, i + 1);
        }

        return text.ToString();
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
