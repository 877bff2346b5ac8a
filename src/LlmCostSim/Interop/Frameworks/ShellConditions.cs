using System.Globalization;

namespace LlmCostSim.Interop;

/// <summary>
/// Which lines of a launch script run: the branches of <c>if</c>, and commands behind <c>[ … ] &amp;&amp;</c>, whose conditions compare
/// variables that the script sets. Where a condition cannot be told, all of its branches are read.
/// </summary>
/// <param name="variables">The variables as they stand at the line.</param>
internal sealed class ShellConditions(ShellVariables variables)
{
    private static readonly string[] Keywords = ["if", "then", "elif", "else", "fi"];

    private readonly List<Branches> open = [];

    /// <summary>
    /// The parts of a line that stand for themselves: one that begins with a condition or a branch is cut at its semicolons.
    /// </summary>
    /// <param name="row">The line.</param>
    public static List<Range> Parts(ReadOnlySpan<char> row)
    {
        var parts = new List<Range>();
        int start = 0;
        ReadOnlySpan<char> line = row.TrimStart();
        if (IsTest(line) || BeginsBranch(line))
        {
            char quote = '\0';
            int depth = 0;
            for (int i = 0; i < row.Length && (quote != '\0' || !IsComment(row, i)); i++)
            {
                char c = row[i];
                if (quote != '\0')
                {
                    quote = c == quote ? '\0' : quote;
                    continue;
                }

                quote = c is '"' or '\'' ? c : quote;
                depth +=
                    c is '(' or '{' ? 1
                    : c is ')' or '}' ? -1
                    : 0;
                if (c == ';' && depth == 0)
                {
                    parts.Add(start..i);
                    start = i + 1;
                }
            }
        }

        parts.Add(start..row.Length);
        return parts;
    }

    /// <summary>What of a part runs: nothing in a branch that does not run and of the condition itself.</summary>
    /// <param name="part">One of the parts of a line.</param>
    public ReadOnlySpan<char> Running(ReadOnlySpan<char> part)
    {
        ReadOnlySpan<char> line = part.Trim();
        while (Begins(line, "then") || (open.Count > 0 && Begins(line, "else")))
        {
            if (line[0] == 'e')
            {
                open[^1].Next(!open[^1].Taken);
            }

            line = line[4..].TrimStart();
        }

        if (Begins(line, "if"))
        {
            open.Add(Runs ? new Branches(Holds(line[2..])) : new Branches(false) { Taken = true });
            return [];
        }

        if (open.Count > 0 && Begins(line, "elif"))
        {
            open[^1].Next(open[^1].Taken ? false : Holds(line[4..]));
            return [];
        }

        if (open.Count > 0 && Begins(line, "fi"))
        {
            open.RemoveAt(open.Count - 1);
            return [];
        }

        return Runs && !IsShut(line) ? line : [];
    }

    private bool Runs => open.Count == 0 || open[^1].Runs;

    private static bool Begins(ReadOnlySpan<char> line, string keyword) =>
        line.StartsWith(keyword, StringComparison.Ordinal)
        && (line.Length == keyword.Length || line[keyword.Length] is ' ' or '\t' or ';' or '#' or '[');

    private static bool BeginsBranch(ReadOnlySpan<char> line)
    {
        foreach (string keyword in Keywords)
        {
            if (Begins(line, keyword))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTest(ReadOnlySpan<char> line) => line.StartsWith("[ ") || line.StartsWith("[[ ");

    private static bool IsComment(ReadOnlySpan<char> row, int at) => row[at] == '#' && (at == 0 || char.IsWhiteSpace(row[at - 1]));

    // "[ condition ] && command" whose condition is false, and "[ condition ] || command" whose condition is true.
    private bool IsShut(ReadOnlySpan<char> line)
    {
        if (!IsTest(line))
        {
            return false;
        }

        int or = line.IndexOf("||");
        if (or >= 0)
        {
            return !line.Contains("&&", StringComparison.Ordinal) && Holds(line[..or]) == true;
        }

        int end = 0;
        while (IsTest(line[end..].TrimStart()) && line[end..].IndexOf("&&") is >= 0 and var length)
        {
            if (Holds(line.Slice(end, length)) == false)
            {
                return true;
            }

            end += length + 2;
        }

        return false;
    }

    // null: cannot be told.
    private bool? Holds(ReadOnlySpan<char> condition)
    {
        string text = condition.ToString().Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        if (text.Contains("||", StringComparison.Ordinal))
        {
            return null;
        }

        bool? all = true;
        foreach (string clause in text.Split("&&"))
        {
            bool? holds = Test(clause.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (holds == false)
            {
                return false;
            }

            all = holds is null ? null : all;
        }

        return all;
    }

    private bool? Test(string[] words)
    {
        if (words is not [("[" or "[["), .. string[] inner, ("]" or "]]")])
        {
            return null;
        }

        return inner switch
        {
            ["-z", var value] => IsUnset(value),
            ["-n", var value] => !IsUnset(value),
            [var left, var comparison, var right] => Compare(variables.Expand(left), comparison, variables.Expand(right)),
            _ => null,
        };
    }

    private bool IsUnset(string value) => variables.Expand(value) is "" or ['$', ..];

    private static bool? Compare(string left, string comparison, string right)
    {
        if (left.Contains('$') || right.Contains('$'))
        {
            return null;
        }

        bool numbers =
            long.TryParse(left, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long first)
            & long.TryParse(right, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long second);
        return comparison switch
        {
            "=" or "==" => left == right,
            "!=" => left != right,
            _ when !numbers => null,
            "-eq" => first == second,
            "-ne" => first != second,
            "-gt" => first > second,
            "-ge" => first >= second,
            "-lt" => first < second,
            "-le" => first <= second,
            _ => null,
        };
    }

    private sealed class Branches
    {
        private bool unknown;

        public Branches(bool? holds) => Next(holds);

        /// <summary>Whether an earlier branch runs, so that later ones do not.</summary>
        public bool Taken { get; set; }

        /// <summary>Whether the branch at hand runs.</summary>
        public bool Runs { get; private set; }

        public void Next(bool? holds)
        {
            unknown |= holds is null;
            Runs = unknown || holds == true;
            Taken |= holds == true && !unknown;
        }
    }
}
