using LlmCostSim.Strategies;

namespace LlmCostSim.Auditing;

/// <summary>What has to move through memory and network in every step, against the time that the claim leaves for one.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class BandwidthCheck
{
    public static void Run(ClaimFigures figures, ClaimEstimates estimates, Findings findings)
    {
        var claim = figures.Claim;
        if (
            claim
                is not
                {
                    Model: not null,
                    Cluster: { } cluster,
                    Strategy: { } given,
                    GlobalBatch: { } batch,
                    SequenceLength: { } length,
                    Stated.Layout: true
                }
            || figures is not { Hours: { } hours, Tokens: { } tokens }
            || findings.HasWorseThanNote
        )
        {
            return;
        }

        var strategy = LayoutCheck.Completed(claim, given);
        if (!estimates.Possible(strategy))
        {
            return;
        }

        var seconds = hours * 3600 / (tokens / ((double)batch * length));
        var step = estimates.Step(strategy, cluster);
        findings.Imply("stepSeconds", seconds);
        var passes = claim.Stated.MicroBatch ? estimates.Workload(strategy).MicroBatches(strategy) : 1;
        var moved = (2 * passes * step.Memory.Weights.TotalBytes) + (2 * step.Memory.Optimizer.TotalBytes);
        Bound(
            "memory-bandwidth",
            seconds,
            moved / cluster.Accelerator.MemoryBandwidth.BytesPerSecond,
            FindingSeverity.Impossible,
            findings,
            $"reading weights {2 * passes} times and optimizer states once, writing these once, moves {moved / 1e9:0.0} GB per step through memory of {cluster.Accelerator.MemoryBandwidth.BytesPerSecond / 1e12:0.00} TB/s"
        );
        Network(strategy, step.TrainedParameters, seconds, cluster, findings);
    }

    private static void Network(
        in TrainingStrategy strategy,
        double parameters,
        double seconds,
        Hardware.Cluster cluster,
        Findings findings
    )
    {
        var layout = strategy.Layout;
        var nodes = Math.Ceiling((double)layout.Tensor * layout.Context * layout.Data / cluster.PerNode);
        if (nodes < 2 || layout.Data * layout.Context < 2 || layout.Expert > 1)
        {
            return;
        }

        // What a node's ranks hold of one pipeline stage has to be summed over the nodes: 2(n − 1)/n of it leaves each (ring, or
        // reduce-scatter and all-gather).
        var share = parameters / layout.Pipeline / layout.Tensor * Math.Min(layout.Tensor, cluster.PerNode);
        var bytes = 2 * (nodes - 1) / nodes * share * Tolerances.SmallestGradientBytes;
        var rate = cluster.Node.NetworkBandwidth.BytesPerSecond;
        Bound(
            "network-bandwidth",
            seconds,
            bytes / rate,
            cluster.NetworkDefaulted ? FindingSeverity.Implausible : FindingSeverity.Impossible,
            findings,
            $"summing gradients over {nodes} nodes moves {bytes / 1e9:0.0} GB out of each per step, at {rate * 8 / 1e9:0} Gbit/s{(cluster.NetworkDefaulted ? " (assumed: one card per GPU)" : "")}"
        );
    }

    private static void Bound(
        string check,
        double seconds,
        double floor,
        FindingSeverity severity,
        Findings findings,
        FormattableString what
    )
    {
        var text = Words.Join(what);
        if (floor > seconds)
        {
            findings.Add(
                check,
                severity,
                seconds,
                floor,
                "s per step",
                $"{text}: {floor:0.###} s, but the claim leaves {seconds:0.###} s per step"
            );
            findings.Change($"at least {floor:0.###} s per step, {Words.Of(floor / seconds)} times the stated duration");
        }
        else
        {
            findings.Add(check, FindingSeverity.Ok, seconds, floor, "s per step", $"{text}: {floor:0.###} s of {seconds:0.###} s per step");
        }
    }
}
