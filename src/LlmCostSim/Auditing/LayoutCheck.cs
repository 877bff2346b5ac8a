using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Auditing;

/// <summary>The layout's product against the number of accelerators, divisibility of heads and batch, formats.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class LayoutCheck
{
    public static void Run(ClaimFigures figures, Findings findings)
    {
        var claim = figures.Claim;
        if (claim.Stated.Layout && claim.Count is { } count)
        {
            Product(claim.Stated, count, findings);
        }

        Batch(claim, findings);
        if (claim is { Model: { } model, Cluster: { } cluster, Strategy: { } strategy })
        {
            var complete = Completed(claim, strategy);

            // The product has its own finding, with the numbers.
            foreach (
                var reason in PlanRules.CheckBesidesCount(
                    model,
                    cluster.Accelerator,
                    complete with
                    {
                        Layout = complete.Layout with { Data = DataFor(complete.Layout, cluster.Count) },
                    },
                    new TrainingWorkload(claim.SequenceLength ?? int.MaxValue, int.MaxValue)
                )
            )
            {
                findings.Add("layout-rules", FindingSeverity.Inconsistent, null, null, "", $"{reason}");
            }
        }
    }

    /// <summary>The strategy with the replicas that the cluster leaves, where the claim does not state them.</summary>
    public static TrainingStrategy Completed(Claim claim, in TrainingStrategy strategy) =>
        claim.Stated.Data is not null || claim.Count is not { } count
            ? strategy
            : strategy with
            {
                Layout = strategy.Layout with { Data = DataFor(strategy.Layout, count) },
            };

    private static int DataFor(in ParallelLayout layout, int count)
    {
        var model = (double)layout.Tensor * layout.Pipeline * layout.Context;
        return Math.Max(1, (int)(count / model));
    }

    private static void Product(StatedStrategy stated, int count, Findings findings)
    {
        var ranks = stated.Ranks;
        var layout = Words.Join(
            $"tensor {stated.Tensor ?? 1} · pipeline {stated.Pipeline ?? 1} · context {stated.Context ?? 1} · data {stated.Data ?? 1} = {ranks}"
        );
        if (stated.Data is not null ? ranks == count : count % ranks == 0)
        {
            findings.Add(
                "layout-product",
                stated.Data is not null ? FindingSeverity.Ok : FindingSeverity.Note,
                ranks,
                count,
                "GPUs",
                $"{(stated.Data is not null ? layout : Words.Join($"{ranks} ranks per replica divide"))}{(stated.Data is not null ? ", as many as stated" : Words.Join($" {count} GPUs"))}"
            );
            return;
        }

        findings.Add("layout-product", FindingSeverity.Inconsistent, ranks, count, "GPUs", $"{layout}, but {count} GPUs are stated");
        var model = (double)(stated.Tensor ?? 1) * (stated.Pipeline ?? 1) * (stated.Context ?? 1);
        if (count % model == 0)
        {
            findings.Change($"data-parallel degree {count / model} instead of {stated.Data ?? 1}");
        }

        if (stated.Data is not null)
        {
            findings.Change($"{ranks} GPUs instead of {count}");
        }
    }

    private static void Batch(Claim claim, Findings findings)
    {
        if (claim.GlobalBatch is not { } batch || claim.Strategy is not { } strategy)
        {
            return;
        }

        var data =
            claim.Stated.Data
            ?? (claim.Stated.Layout && claim.Count is { } count && count % claim.Stated.Ranks == 0 ? (int)(count / claim.Stated.Ranks) : 0);
        var per = (long)data * (claim.Stated.MicroBatch ? strategy.MicroBatch : 1);
        if (per <= 0)
        {
            return;
        }

        if (batch % per == 0)
        {
            findings.Add(
                "batch",
                FindingSeverity.Ok,
                batch,
                per,
                "sequences",
                $"the global batch of {batch} sequences is a multiple of micro-batch · data = {per}"
            );
            return;
        }

        findings.Add(
            "batch",
            FindingSeverity.Inconsistent,
            batch,
            per,
            "sequences",
            $"the global batch of {batch} sequences is no multiple of micro-batch · data = {per}"
        );
        findings.Change($"a global batch of {Math.Max(1, (long)Math.Round(batch / (double)per)) * per} sequences");
    }
}
