using LlmCostSim.Facts;

namespace LlmCostSim.Input;

/// <summary>Finds what a misspelt name may have meant.</summary>
internal static class NearestName
{
    // Longer ones are not worth a comparison that takes time with the product of the lengths.
    private const int LongestName = 64;

    /// <summary>The candidate with the smallest <see cref="EditDistance"/>, or <see langword="null"/> when none is near.</summary>
    /// <param name="name">The name as given.</param>
    /// <param name="candidates">The names that are known.</param>
    public static string? Of(string name, IEnumerable<string> candidates) => Several(name, candidates, 1) is [var best] ? best : null;

    /// <summary>Up to <paramref name="count"/> near candidates, nearest first.</summary>
    /// <param name="name">The name as given.</param>
    /// <param name="candidates">The names that are known.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<string> Several(string name, IEnumerable<string> candidates, int count)
    {
        var near = new List<(double Distance, string Name)>();
        if (name.Length > LongestName)
        {
            return [];
        }

        var wanted = EditDistance.Normalize(name);
        foreach (var candidate in candidates)
        {
            var distance = EditDistance.Between(wanted, EditDistance.Normalize(candidate));
            if (distance <= EditDistance.Tolerance(wanted))
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
    public static string Hint(string name, IEnumerable<string> candidates)
        => Several(name, candidates, 3) is { Count: > 0 } near ? $"; did you mean {string.Join(" or ", near.Select(static n => $"'{n}'"))}?" : "";
}
