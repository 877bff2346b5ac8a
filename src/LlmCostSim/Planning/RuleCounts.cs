namespace LlmCostSim.Planning;

/// <summary>Counts layouts by the rule that they break. Numbers differ from layout to layout; what is counted is the rule.</summary>
internal sealed class RuleCounts
{
    // With their numbers, which many layouts share: they are taken out once at the end.
    private readonly Dictionary<string, long> reasons = [];

    public IReadOnlyList<(string Reason, long Layouts)> All =>
        [
            .. reasons
                .GroupBy(
                    static reason => string.Join(' ', reason.Key.Split(' ').Select(WithoutNumber)),
                    static (rule, found) => (Rule: rule, Layouts: found.Sum(static reason => reason.Value))
                )
                .OrderBy(static counted => counted.Rule, StringComparer.Ordinal),
        ];

    public void Add(string reason) => reasons[reason] = reasons.GetValueOrDefault(reason) + 1;

    // "384," becomes "n,".
    private static string WithoutNumber(string word)
    {
        var number = word.TrimEnd(',', ';', '.');
        return number.Length > 0 && number.All(char.IsAsciiDigit) ? string.Concat("n", word.AsSpan(number.Length)) : word;
    }
}
