namespace LlmCostSim.Auditing;

/// <summary>What an audit of a claim found. Immutable.</summary>
public sealed record AuditResult
{
    /// <summary>Name of the claim; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The worst finding, in one word.</summary>
    public required AuditVerdict Verdict { get; init; }

    /// <summary>
    /// Figures that follow from the claim, name and value in the order of computing: <c>mfu</c> (a fraction of the dense peak, causal
    /// attention counted once), <c>gpuHours</c>, <c>days</c>, <c>flops</c>, <c>weightsPerGpuBytes</c> and so on.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Implied { get; init; }

    /// <summary>Everything that was checked, the worst first.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>What would have to change to make the claim true, one sentence each; empty where nothing has to.</summary>
    public required IReadOnlyList<string> TrueIf { get; init; }

    /// <summary>One implied figure.</summary>
    /// <param name="name">Its name, such as <c>mfu</c>.</param>
    /// <returns>The value, or <see langword="null"/> if the claim does not imply it.</returns>
    public double? Figure(string name)
    {
        foreach (var (key, value) in Implied)
        {
            if (string.Equals(key, name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }
}
