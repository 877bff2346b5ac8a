namespace LlmCostSim.Input;

/// <summary>Finds what a misspelt name may have meant.</summary>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>
    /// The candidate with the smallest edit distance (Levenshtein 1966) after dropping case and punctuation, or <see langword="null"/> when
    /// none is near.
    /// </summary>
    /// <param name="name">The name as given.</param>
    /// <param name="candidates">The names that are known.</param>
    public static string? Of(string name, IEnumerable<string> candidates) => Several(name, candidates, 1) is [var best] ? best : null;

    /// <summary>Up to <paramref name="count"/> near candidates, nearest first.</summary>
    /// <param name="name">The name as given.</param>
    /// <param name="candidates">The names that are known.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<string> Several(string name, IEnumerable<string> candidates, int count)
    {
        var wanted = Fold(name);
        var near = new List<(int Distance, string Name)>();
        foreach (var candidate in candidates)
        {
            var folded = Fold(candidate);
            var distance = Distance(wanted, folded);
            var contains = wanted.Length >= 3 && folded.Contains(wanted, StringComparison.Ordinal);
            if (contains || distance <= Math.Max(1, Math.Max(wanted.Length, folded.Length) / 3))
            {
                near.Add((distance, candidate));
            }
        }

        near.Sort(static (a, b) => a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : string.CompareOrdinal(a.Name, b.Name));
        return [.. near.Take(count).Select(static n => n.Name)];
    }

    /// <summary>"; did you mean 'x'?", or nothing when no candidate is near.</summary>
    /// <param name="name">The name as given.</param>
    /// <param name="candidates">The names that are known.</param>
    public static string Hint(string name, IEnumerable<string> candidates) => Hint(Several(name, candidates, 3));

    /// <summary>"; did you mean 'x' or 'y'?".</summary>
    /// <param name="near">What may have been meant, nearest first.</param>
    /// <param name="otherwise">What is said where nothing is near.</param>
    public static string Hint(IReadOnlyList<string> near, string otherwise = "") =>
        near.Count > 0 ? $"; did you mean {string.Join(" or ", near.Select(static n => $"'{n}'"))}?" : otherwise;

    /// <summary>A name without case, blanks and punctuation: the key under which ids and aliases match.</summary>
    /// <param name="name">The name as given.</param>
    public static string Fold(string name) =>
        string.Create(
            Count(name),
            name,
            static (span, source) =>
            {
                var i = 0;
                foreach (var c in source)
                {
                    if (char.IsLetterOrDigit(c))
                    {
                        span[i++] = char.ToLowerInvariant(c);
                    }
                }
            }
        );

    private static int Count(string name)
    {
        var count = 0;
        foreach (var c in name)
        {
            count += char.IsLetterOrDigit(c) ? 1 : 0;
        }

        return count;
    }

    private static int Distance(string a, string b)
    {
        if (a.Length > LongestName || b.Length > LongestName)
        {
            return int.MaxValue;
        }

        Span<int> row = stackalloc int[LongestName + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
