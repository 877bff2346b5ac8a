using LlmCostSim.Training;

namespace LlmCostSim.Auditing;

/// <summary>The claim's hours against the simulator's own estimate and its interval.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class SimulatorCheck
{
    public static void Run(ClaimFigures figures, ClaimEstimates estimates, Findings findings)
    {
        var claim = figures.Claim;
        if (
            claim is not { Model: { } model, Cluster: { } cluster, Strategy: { } given }
            || figures is not { Tokens: not null, GpuHours: { } hours }
            || (!claim.Stated.Layout && !claim.Stated.Sharding)
        )
        {
            return;
        }

        var strategy = LayoutCheck.Completed(claim, given);
        if (strategy.Layout.Ranks != cluster.Count || PlanRules.Check(model, cluster, strategy, estimates.Workload(strategy)).Count > 0)
        {
            return;
        }

        var report = estimates.Report(strategy, cluster);
        var interval = report.Interval.GpuHours;
        findings.Imply("simulatedGpuHours", report.Run.GpuHours.TotalHours);
        findings.Imply("simulatedMfu", report.Throughput.Mfu);
        if (!report.Feasible)
        {
            findings.Add(
                "simulator",
                FindingSeverity.Note,
                hours,
                interval.P50,
                "GPU-hours",
                $"the simulator finds that the plan {report.Reasons[0]}, so its {Words.Of(interval.P50)} GPU-hours are not held against the claim"
            );
            return;
        }

        var complete = claim is { SequenceLength: not null, GlobalBatch: not null } && claim.Stated is { Sharding: true, MicroBatch: true };
        var severity =
            hours < interval.P10 / Tolerances.Interval ? (complete ? FindingSeverity.Implausible : FindingSeverity.Note)
            : hours > interval.P90 * Tolerances.Interval ? FindingSeverity.Note
            : FindingSeverity.Ok;
        var rest =
            severity == FindingSeverity.Ok ? ""
            : hours > interval.P50 ? "; published hours contain restarts, evaluation and idle time, the simulator's are steady state"
            : complete ? ""
            : "; the claim leaves parts of the plan open, and a better one may exist";
        findings.Add(
            "simulator",
            severity,
            hours,
            interval.P50,
            "GPU-hours",
            $"{Words.Of(hours)} GPU-hours are claimed, the simulator finds {Words.Of(interval.P50)} ({Words.Of(interval.P10)} to {Words.Of(interval.P90)}){rest}"
        );
    }
}
