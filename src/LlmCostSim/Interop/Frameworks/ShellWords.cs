namespace LlmCostSim.Interop;

/// <summary>The words of a line of a launch script.</summary>
internal static class ShellWords
{
    /// <summary>Where the words stand. Quotes and line continuations only group words in launch scripts; a comment ends the line.</summary>
    /// <param name="row">The line.</param>
    public static List<Range> Of(ReadOnlySpan<char> row)
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
}
