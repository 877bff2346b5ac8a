using LlmCostSim.Scenarios;

namespace LlmCostSim.Auditing;

/// <summary>
/// Checks a published claim: against physics (arithmetic against the dense peak, memory floors against capacity, traffic against
/// bandwidth), against itself (layout, batch, hours, tokens, utilisation, price), against published runs, and against the simulator's own
/// estimate. Immutable; may be shared between threads.
/// </summary>
/// <example>
/// <code>
/// AuditResult result = new Auditor().Audit(new ClaimReader().Read(File.ReadAllText("claim.json")));
/// Console.WriteLine(result.Verdict);
/// </code>
/// </example>
public sealed class Auditor
{
    /// <summary>The estimator whose figures and prices claims are held against; the shipped catalogues by default.</summary>
    public Estimator Estimator { get; init; } = new();

    /// <summary>Audits a claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <returns>Verdict, implied figures, findings and what would make it true. A false claim is a result, not an exception.</returns>
    public AuditResult Audit(Claim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var findings = new Findings();
        var figures = new ClaimFigures(claim);
        var estimates = new ClaimEstimates(claim, Estimator);
        ComputeCheck.Run(figures, findings);
        LayoutCheck.Run(figures, findings);
        MemoryCheck.Run(estimates, findings);
        InferenceMemoryCheck.Run(claim, Estimator, findings);
        InferenceSpeedCheck.Run(claim, Estimator, findings);
        ConsistencyCheck.Run(figures, findings);
        MoneyCheck.Run(figures, Estimator.Prices, findings);
        BandwidthCheck.Run(figures, estimates, findings);
        SimulatorCheck.Run(figures, estimates, findings);
        ClaimChanges.Run(figures, estimates, findings);
        if (findings.Verdict == AuditVerdict.Unverifiable)
        {
            findings.Add("stated", FindingSeverity.Note, null, null, "", $"too little is stated: missing {Missing(figures)}");
        }

        return new AuditResult
        {
            Name = claim.Name,
            Verdict = findings.Verdict,
            Implied = findings.Implied,
            Findings = findings.Sorted,
            TrueIf = findings.TrueIf,
        };
    }

    private static string Missing(ClaimFigures figures)
    {
        var missing = new List<string>();
        Note(figures.FlopsPerToken is null, "model");
        Note(figures.Tokens is null, "tokens");
        Note(figures.Claim.Accelerator is null, "cluster.accelerator");
        Note(figures.GpuHours is null, figures.Count is null ? "gpuHours, or days and cluster.count" : "days or gpuHours");
        Note(!figures.Claim.Stated.Layout, "strategy (for memory)");
        return missing.Count == 0 ? "nothing that could be checked" : string.Join(", ", missing);

        void Note(bool absent, string name)
        {
            if (absent)
            {
                missing.Add(name);
            }
        }
    }
}
