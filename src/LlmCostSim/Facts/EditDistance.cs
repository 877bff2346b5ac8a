namespace LlmCostSim.Facts;

/// <summary>Likeness of names.</summary>
internal static class EditDistance
{
    /// <summary>What a letter missing at the end costs: less than a wrong one, since people abbreviate.</summary>
    private const double TailCost = 0.25;

    /// <summary>A name without case and punctuation: its letters and digits in lower case.</summary>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Create(name.Count(char.IsLetterOrDigit), name, static (span, source) =>
        {
            int length = 0;
            foreach (char letter in source)
            {
                if (char.IsLetterOrDigit(letter))
                {
                    span[length++] = char.ToLowerInvariant(letter);
                }
            }
        });
    }

    /// <summary>The largest distance at which a name still counts as near: two edits, or a third of the name.</summary>
    public static double Tolerance(string wanted) => Math.Max(2, wanted.Length / 3.0);

    /// <summary>Levenshtein distance of two normalised names (insertions, deletions, substitutions: 1 each), where letters that the wanted name lacks at its end cost a quarter.</summary>
    public static double Between(string wanted, string known)
    {
        int[] row = new int[known.Length + 1];
        for (int column = 0; column <= known.Length; column++)
        {
            row[column] = column;
        }

        for (int i = 1; i <= wanted.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int column = 1; column <= known.Length; column++)
            {
                int substituted = diagonal + (wanted[i - 1] == known[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(substituted, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        double best = row[known.Length];
        for (int column = 0; column < known.Length; column++)
        {
            best = Math.Min(best, row[column] + (TailCost * (known.Length - column)));
        }

        return best;
    }
}
