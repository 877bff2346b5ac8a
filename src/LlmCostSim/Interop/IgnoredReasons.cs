namespace LlmCostSim.Interop;

/// <summary>Why known fields of other tools' files do not matter here: what the warning about each of them says.</summary>
internal static class IgnoredReasons
{
    /// <summary>Reasons by field.</summary>
    /// <param name="groups">A reason and the fields that it holds for.</param>
    public static IReadOnlyDictionary<string, string> Of(params (string Reason, string[] Fields)[] groups)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string reason, string[] fields) in groups)
        {
            foreach (string field in fields)
            {
                reasons.TryAdd(field, reason);
            }
        }

        return reasons;
    }
}
