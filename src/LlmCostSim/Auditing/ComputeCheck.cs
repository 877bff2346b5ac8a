namespace LlmCostSim.Auditing;

/// <summary>Arithmetic against the dense peak, and against what real runs reached.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class ComputeCheck
{
    /// <summary>
    /// How far above published whole runs a claim may lie before it is called implausible: about what conventions of counting leave open.
    /// </summary>
    private const double Leeway = 1.1;

    /// <summary>Below this share of the lowest published run a pre-training run is called implausible.</summary>
    private const double FarBelow = 1.0 / 3;

    /// <summary>Tokens from which on a run counts as pre-training, whose utilisation people look after.</summary>
    private const double PretrainingTokens = 1e10;

    public static void Run(ClaimFigures figures, Findings findings)
    {
        findings.Imply("mfu", figures.Mfu ?? (figures.Claim.Inference is null ? figures.SteadyMfu : null));
        findings.Imply("hfu", figures.Claim.Stated.Recompute ? figures.Hfu : null);
        findings.Imply("flopsPerToken", figures.FlopsPerToken);
        findings.Imply("flops", figures.Flops);
        findings.Imply("gpuHours", figures.GpuHours);
        findings.Imply("days", figures.Hours / 24);
        findings.Imply("peakFlopsPerGpu", figures.Peak);
        findings.Imply("tokensPerSecondPerGpu", figures.Tokens / (figures.GpuHours * 3600));
        Whole(figures, findings);
        Steady(figures, findings);
        Stated(figures, findings);
    }

    private static void Whole(ClaimFigures figures, Findings findings)
    {
        if (figures.Mfu is not { } mfu || figures.Peak is not { } peak)
        {
            return;
        }

        var most = Math.Max(figures.Hfu ?? mfu, mfu);
        if (most * peak > figures.HighestPeak!.Value)
        {
            findings.Add(
                "compute",
                FindingSeverity.Impossible,
                most,
                1,
                "fraction of dense peak",
                $"{figures.Flops:0.00e0} FLOP in {Words.Of(figures.GpuHours!.Value)} GPU-hours are {Words.Percent(mfu)} of the dense peak of {figures.Claim.Accelerator!.Id} ({peak / 1e12:0} TFLOP/s); {figures.Basis}"
            );
            return;
        }

        findings.Add(
            "compute",
            FindingSeverity.Ok,
            mfu,
            1,
            "fraction of dense peak",
            $"the run's arithmetic takes {Words.Percent(mfu)} of the dense peak; {figures.Basis}"
        );
        AgainstPublished(mfu, figures, findings);
    }

    private static void AgainstPublished(double mfu, ClaimFigures figures, Findings findings)
    {
        var (accelerator, band) = (figures.Claim.Accelerator!.Id, figures.Band);
        if (mfu > band.WholeRunHigh * Leeway)
        {
            findings.Add(
                "utilisation",
                FindingSeverity.Implausible,
                mfu,
                band.WholeRunHigh,
                "fraction of dense peak",
                $"{Words.Percent(mfu)} over all hours is more than any published whole run on {accelerator} ({Words.Percent(band.WholeRunLow)} to {Words.Percent(band.WholeRunHigh)})"
            );
            Corpus(band, findings);
        }
        else if (mfu < band.WholeRunLow * FarBelow && figures.Tokens >= PretrainingTokens)
        {
            findings.Add(
                "utilisation",
                FindingSeverity.Implausible,
                mfu,
                band.WholeRunLow,
                "fraction of dense peak",
                $"{Words.Percent(mfu)} over all hours is far below published pre-training runs on {accelerator} ({Words.Percent(band.WholeRunLow)} to {Words.Percent(band.WholeRunHigh)})"
            );
            Corpus(band, findings);
        }
        else if (mfu < band.WholeRunLow)
        {
            findings.Add(
                "utilisation",
                FindingSeverity.Note,
                mfu,
                band.WholeRunLow,
                "fraction of dense peak",
                $"{Words.Percent(mfu)} is below published pre-training runs ({Words.Percent(band.WholeRunLow)} and more): padding, set-up, restarts or a slow plan are inside"
            );
        }
        else
        {
            findings.Add(
                "utilisation",
                FindingSeverity.Ok,
                mfu,
                band.WholeRunHigh,
                "fraction of dense peak",
                $"within {Words.Percent(band.WholeRunLow)} to {Words.Percent(band.WholeRunHigh)} of published whole runs on {accelerator}"
            );
        }
    }

    private static void Corpus(UtilisationBand band, Findings findings) =>
        findings.AddOnce("corpus", FindingSeverity.Note, $"published runs: {band.Source}");

    private static void Steady(ClaimFigures figures, Findings findings)
    {
        if (figures.SteadyMfu is { } mfu && figures.Claim.Inference is null)
        {
            Running(
                "speed",
                mfu,
                mfu * figures.Peak!.Value / figures.HighestPeak!.Value,
                figures,
                findings,
                $"{figures.Claim.TokensPerSecondPerGpu} tokens/s per GPU"
            );
        }
    }

    private static void Stated(ClaimFigures figures, Findings findings)
    {
        if (figures.Claim.Mfu is { } mfu)
        {
            Running("stated-mfu", mfu, mfu, figures, findings, $"the stated utilisation");
        }
    }

    private static void Running(string check, double mfu, double ofHighest, ClaimFigures figures, Findings findings, FormattableString what)
    {
        var limit = figures.Band.SteadyHigh;
        var name = Words.Join(what);
        if (ofHighest > 1)
        {
            findings.Add(
                check,
                FindingSeverity.Impossible,
                mfu,
                1,
                "fraction of dense peak",
                $"{name}: {Words.Percent(mfu)} of the dense peak"
            );
        }
        else if (mfu > limit)
        {
            findings.Add(
                check,
                FindingSeverity.Implausible,
                mfu,
                limit,
                "fraction of dense peak",
                $"{name}: {Words.Percent(mfu)} is more than any published steady state ({Words.Percent(limit)})"
            );
            Corpus(figures.Band, findings);
        }
        else if (figures.Claim.Accelerator is null)
        {
            findings.Add(
                check,
                FindingSeverity.Note,
                mfu,
                limit,
                "fraction of dense peak",
                $"{name}: {Words.Percent(mfu)}; no accelerator is stated, so nothing can be held against it"
            );
        }
        else
        {
            findings.Add(
                check,
                FindingSeverity.Ok,
                mfu,
                limit,
                "fraction of dense peak",
                $"{name}: {Words.Percent(mfu)} is within published steady states (up to {Words.Percent(limit)})"
            );
        }
    }
}
