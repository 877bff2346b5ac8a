using LlmCostSim.Lowering;

namespace LlmCostSim.Auditing;

/// <summary>The claim's figures against each other.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class ConsistencyCheck
{
    /// <summary>Token counts are rounded less.</summary>
    private const double TokenRounding = 0.05;

    /// <summary>Names of models round their parameters: MPT-7B has 6.65 B, RedPajama-3B 2.78 B.</summary>
    private const double NameRounding = 0.1;

    /// <summary>
    /// Share of the hours of published runs that was training: BLOOM 31.8 of 36 %, MPT-7B 35.4 of about 50 %; half leaves room for
    /// accounting.
    /// </summary>
    private const double LeastGoodput = 0.5;

    public static void Run(ClaimFigures figures, Findings findings)
    {
        var claim = figures.Claim;
        if (claim is { GpuHours: { } hours, Time: { } time, Count: { } count })
        {
            Compare(
                "gpu-hours",
                (time * count).TotalHours,
                hours.TotalHours,
                Tolerances.Rounding,
                "GPU-hours",
                findings,
                $"{Words.Of(time.TotalDays)} days on {count} GPUs are {Words.Of((time * count).TotalHours)} GPU-hours, {Words.Of(hours.TotalHours)} are stated"
            );
        }

        if (claim is { Tokens: { } tokens, WorkloadTokens: { } other })
        {
            Compare(
                "tokens",
                other,
                tokens,
                TokenRounding,
                "tokens",
                findings,
                $"{Words.Of(tokens)} tokens in one place and {Words.Of(other)} in another"
            );
        }

        if (claim is { Model: { } model, Parameters: { } parameters })
        {
            long exact = ParameterCount.Total(model);
            Compare(
                "parameters",
                exact,
                parameters,
                NameRounding,
                "parameters",
                findings,
                $"the architecture has {exact:#,0} parameters, {Words.Of(parameters)} are stated"
            );
        }

        Speed(figures, findings);
        Utilisation(figures, findings);
    }

    private static void Compare(
        string check,
        double value,
        double stated,
        double tolerance,
        string unit,
        Findings findings,
        FormattableString text
    )
    {
        var agrees = Math.Abs((value / stated) - 1) <= tolerance;
        findings.Add(check, agrees ? FindingSeverity.Ok : FindingSeverity.Inconsistent, value, stated, unit, text);
        if (!agrees)
        {
            findings.Change($"{unit}: {Words.Of(value)} instead of {Words.Of(stated)}, or the figures it follows from");
        }
    }

    private static void Speed(ClaimFigures figures, Findings findings)
    {
        if (figures is not { Tokens: { } tokens, GpuHours: { } hours } || figures.Claim.TokensPerSecondPerGpu is not { } speed)
        {
            return;
        }

        var reach = speed * 3600 * hours;
        if (tokens > reach * (1 + Tolerances.Rounding))
        {
            findings.Add(
                "speed-tokens",
                FindingSeverity.Inconsistent,
                tokens,
                reach,
                "tokens",
                $"at {Words.Of(speed)} tokens/s per GPU, {Words.Of(hours)} GPU-hours reach {Words.Of(reach)} tokens, {Words.Of(tokens)} are stated"
            );
            findings.Change($"{Words.Of(tokens / speed / 3600)} GPU-hours at the stated speed");
        }
        else
        {
            var severity = tokens < reach * LeastGoodput ? FindingSeverity.Note : FindingSeverity.Ok;
            findings.Add(
                "speed-tokens",
                severity,
                tokens,
                reach,
                "tokens",
                $"at the stated speed {Words.Percent(tokens / reach)} of the hours were training"
            );
        }
    }

    private static void Utilisation(ClaimFigures figures, Findings findings)
    {
        if (figures.Claim.Mfu is not { } stated || (figures.Mfu ?? figures.SteadyMfu) is not { } implied)
        {
            return;
        }

        // Conventions: attention not counted, halved or in full; recomputation counted or not (4/3 at most).
        var low = implied * figures.FlopsPerTokenWithoutAttention!.Value / figures.FlopsPerToken!.Value;
        var high = implied * figures.FlopsPerTokenFullAttention!.Value / figures.FlopsPerToken.Value * 4 / 3;
        if (stated < low * (1 - Tolerances.Rounding))
        {
            findings.Add(
                "mfu",
                FindingSeverity.Inconsistent,
                stated,
                implied,
                "fraction of dense peak",
                $"{Words.Percent(stated)} utilisation is stated, but the other figures come to {Words.Percent(implied)}"
            );
            findings.Change($"{Words.Percent(implied / stated)} of the stated time at the stated utilisation");
        }
        else if (figures.Mfu is not null ? stated * LeastGoodput > high : stated > high * (1 + Tolerances.Rounding))
        {
            findings.Add(
                "mfu",
                FindingSeverity.Inconsistent,
                stated,
                implied,
                "fraction of dense peak",
                $"{Words.Percent(stated)} utilisation is stated, but the other figures come to only {Words.Percent(implied)}: more than half of the time would be lost"
            );
            findings.Change($"{Words.Of(figures.GpuHours.GetValueOrDefault() * implied / stated)} GPU-hours at the stated utilisation");
        }
        else
        {
            findings.Add(
                "mfu",
                FindingSeverity.Ok,
                stated,
                implied,
                "fraction of dense peak",
                $"{Words.Percent(stated)} is stated, {Words.Percent(implied)} follows from the other figures: conventions of counting and lost time explain the difference"
            );
        }
    }
}
