namespace LlmCostSim.Interop;

/// <summary>The words of a line of a launch script.</summary>
internal static class ShellWords
{
    /// <summary>
    /// Where the words stand. Quotes and line continuations only group words in launch scripts, but for the value behind an equals sign;
    /// what stands in brackets behind a dollar sign is one word; a comment ends the line.
    /// </summary>
    /// <param name="row">The line.</param>
    public static List<Range> Of(ReadOnlySpan<char> row)
    {
        var words = new List<Range>();
        int start = -1;
        bool grouped = true;
        for (int i = 0; i <= row.Length; i++)
        {
            bool comment = i < row.Length && row[i] == '#' && start < 0;
            int group = grouped && i < row.Length ? GroupEnd(row, i, start, ref grouped) : -1;
            bool gap =
                group < 0 && (i == row.Length || comment || char.IsWhiteSpace(row[i]) || row[i] is '"' or '\'' or '\\' or ';' or '`');
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

            i = Math.Max(i, group);
        }

        return words;
    }

    // Last character of what is one piece though it may hold blanks: ${A:-b c}, $((a * b)), $(command), NAME="value"; -1: nothing such.
    // A bracket that is not closed in its line ends the search for more of them, so that hostile lines take no quadratic time.
    private static int GroupEnd(ReadOnlySpan<char> row, int at, int start, ref bool grouped)
    {
        if (row[at] == '$' && at + 1 < row.Length && row[at + 1] is '(' or '{')
        {
            int end = BracketEnd(row, at + 1);
            grouped = end >= 0;
            return end;
        }

        bool value = start >= 0 && at > start && row[at - 1] == '=' && row[at] is '"' or '\'' or '`';
        int length = value ? row[(at + 1)..].IndexOf(row[at]) : -1;
        // A quoted list of options is read option by option.
        return length < 0 || row.Slice(at + 1, length).Contains("--", StringComparison.Ordinal) ? -1 : at + 1 + length;
    }

    private static int BracketEnd(ReadOnlySpan<char> row, int open)
    {
        int depth = 0;
        for (int i = open; i < row.Length; i++)
        {
            depth +=
                row[i] is '(' or '{' ? 1
                : row[i] is ')' or '}' ? -1
                : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
