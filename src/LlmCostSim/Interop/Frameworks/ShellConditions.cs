using System.Globalization;

namespace LlmCostSim.Interop;

/// <summary>
/// Which lines of a launch script run: the branches of <c>if</c> whose conditions compare variables that the script sets. Where a
/// condition cannot be told, all of its branches are read.
/// </summary>
/// <param name="variables">The variables as they stand at the line.</param>
internal sealed class ShellConditions(ShellVariables variables)
{
    private readonly List<Branches> open = [];

    /// <summary>Whether a line is to be left out: it is in a branch that does not run, or it is the condition itself.</summary>
    public bool Skips(ReadOnlySpan<char> row)
    {
        ReadOnlySpan<char> line = row.Trim();
        if (line.StartsWith("if ") || line.StartsWith("if["))
        {
            // A whole condition in one line is read as if it ran.
            if (line.EndsWith("fi"))
            {
                return !Runs;
            }

            open.Add(Runs ? new Branches(Holds(line[2..])) : new Branches(false) { Taken = true });
            return true;
        }

        if (open.Count > 0 && line.StartsWith("elif "))
        {
            open[^1].Next(open[^1].Taken ? false : Holds(line[4..]));
            return true;
        }

        if (open.Count > 0 && line.StartsWith("else") && (line.Length == 4 || !char.IsLetterOrDigit(line[4])))
        {
            open[^1].Next(!open[^1].Taken);
            return true;
        }

        if (open.Count > 0 && line.StartsWith("fi") && (line.Length == 2 || line[2] is ' ' or ';' or '#'))
        {
            open.RemoveAt(open.Count - 1);
            return true;
        }

        return !Runs;
    }

    private bool Runs => open.Count == 0 || open[^1].Runs;

    // null: cannot be told.
    private bool? Holds(ReadOnlySpan<char> condition)
    {
        string text = condition.ToString();
        int end = text.LastIndexOf(';');
        text = (end >= 0 ? text[..end] : text).Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
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
