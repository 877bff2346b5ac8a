namespace LlmCostSim.Planning;

/// <summary>Counts layouts by the rule that they break. Numbers differ from layout to layout; what is counted is the rule.</summary>
internal sealed class RuleCounts
{
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    public IReadOnlyList<(string Reason, long Layouts)> All => [.. counts.Select(static pair => (pair.Key, pair.Value))];

    public void Add(string reason)
    {
        var rule = string.Join(' ', reason.Split(' ').Select(WithoutNumber));
        counts[rule] = counts.GetValueOrDefault(rule) + 1;
    }

    // "384," becomes "n,".
    private static string WithoutNumber(string word)
    {
        var number = word.TrimEnd(',', ';', '.');
        return number.Length > 0 && number.All(char.IsAsciiDigit) ? string.Concat("n", word.AsSpan(number.Length)) : word;
    }
}
