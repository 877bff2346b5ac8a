using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>What would have to change to make a claim true.</summary>
internal static class ClaimChanges
{
    private static readonly Sharding[] Shardings = [Sharding.Zero1, Sharding.Zero3];
    private static readonly RecomputeKind[] Recomputes = [RecomputeKind.None, RecomputeKind.Selective, RecomputeKind.Full];

    public static void Run(ClaimFigures figures, ClaimEstimates estimates, Findings findings)
    {
        var bad = findings
            .Sorted.Where(static finding => finding.Severity > FindingSeverity.Note)
            .Select(static finding => finding.Check)
            .ToHashSet(StringComparer.Ordinal);
        if (bad.Contains("compute") || bad.Contains("utilisation") || bad.Contains("simulator"))
        {
            Time(figures, findings);
        }

        if (bad.Contains("memory-weights") || bad.Contains("memory-states") || bad.Contains("memory") || bad.Contains("layout-rules"))
        {
            Layout(figures, estimates, findings);
        }

        if ((bad.Contains("stated-mfu") || bad.Contains("speed")) && !bad.Contains("compute"))
        {
            findings.Change($"a utilisation of at most {Words.Percent(figures.Band.SteadyHigh)}, the highest published steady state");
        }

        if (bad.Contains("memory-capacity"))
        {
            findings.Change($"at most {Words.Of(figures.Claim.Accelerator!.MemoryCapacity)} per GPU, or a larger accelerator");
        }
    }

    private static void Time(ClaimFigures figures, Findings findings)
    {
        if (figures is not { Flops: { } flops, Peak: { } peak, GpuHours: { } hours, Tokens: { } tokens })
        {
            return;
        }

        var (low, high) = (figures.Band.WholeRunLow, figures.Band.WholeRunHigh);
        var (least, most) = (flops / (peak * high) / 3600, flops / (peak * low) / 3600);
        var at = Words.Join($"at the {Words.Percent(low)} to {Words.Percent(high)} of published whole runs");
        if (figures.Count is { } count)
        {
            findings.Change($"{Words.Of(least / count / 24)} to {Words.Of(most / count / 24)} days on {Counted.Of(count, "GPU")}, {at}");
        }
        else
        {
            findings.Change($"{Words.Of(least)} to {Words.Of(most)} GPU-hours, {at}");
        }

        if (figures.Hours is { } wall)
        {
            findings.Change(
                $"{Words.Of(Math.Ceiling(least / wall))} to {Words.Of(Math.Ceiling(most / wall))} GPUs in the stated {Words.Of(wall / 24)} days, {at}"
            );
        }

        findings.Change(
            $"{Words.Of(tokens * hours / most)} to {Words.Of(tokens * hours / least)} tokens in the stated {Words.Of(hours)} GPU-hours, {at}"
        );
    }

    /// <summary>The fastest layout that fits, over tensor within the node, pipeline, and optimizer or full sharding.</summary>
    private static void Layout(ClaimFigures figures, ClaimEstimates estimates, Findings findings)
    {
        var claim = figures.Claim;
        if (claim is not { Model: { } model, Cluster: { } cluster })
        {
            return;
        }

        var stated = claim.Strategy ?? new TrainingStrategy();
        (TrainingStrategy Strategy, double Seconds, double Bytes)? best = null;
        foreach (var strategy in Candidates(stated, cluster, model.Layers + model.EncoderLayers))
        {
            if (PlanRules.Check(model, cluster, strategy, estimates.Workload(strategy)).Count > 0)
            {
                continue;
            }

            var step = estimates.Step(strategy, cluster);
            var seconds = step.Step.Total.TotalSeconds / step.TokensPerStep;
            if (step.Memory.Total <= cluster.Accelerator.UsableMemory && (best is null || seconds < best.Value.Seconds))
            {
                best = (strategy, seconds, step.Memory.Total.TotalGB);
            }
        }

        if (best is not { } found)
        {
            findings.Change(
                $"more memory: no layout of {cluster.Count} {cluster.Accelerator.Id} that was tried (tensor within a node, pipeline, ZeRO-1 or ZeRO-3, with and without recomputation) fits"
            );
            return;
        }

        var layout = found.Strategy.Layout;
        findings.Change(
            $"a layout such as tensor {layout.Tensor} · pipeline {layout.Pipeline} · data {layout.Data}, {ScenarioNames.Of(ScenarioNames.Shardings, found.Strategy.Sharding)}, recompute {ScenarioNames.Of(ScenarioNames.Recomputes, found.Strategy.Recompute.Kind)}: {found.Bytes:0.0} of {cluster.Accelerator.UsableMemory.TotalGB:0.0} GB per GPU"
        );
    }

    private static IEnumerable<TrainingStrategy> Candidates(TrainingStrategy stated, Cluster cluster, int layers)
    {
        for (var tensor = 1; tensor <= Math.Min(cluster.PerNode, cluster.Count); tensor *= 2)
        {
            for (var pipeline = 1; pipeline <= layers && tensor * pipeline <= cluster.Count; pipeline++)
            {
                if (cluster.Count % (tensor * pipeline) != 0)
                {
                    continue;
                }

                foreach (var sharding in Shardings)
                {
                    foreach (var recompute in Recomputes)
                    {
                        yield return stated with
                        {
                            Layout = new ParallelLayout
                            {
                                Tensor = tensor,
                                SequenceParallel = tensor > 1,
                                Pipeline = pipeline,
                                Data = cluster.Count / (tensor * pipeline),
                            },
                            Schedule = PipelineSchedule.OneForwardOneBackward,
                            Sharding = sharding,
                            Recompute = new RecomputePolicy(recompute),
                            MicroBatch = 1,
                        };
                    }
                }
            }
        }
    }
}
