using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// Rules that a plan must keep to run at all, before memory is asked about. A plan that breaks one is a result with a reason, not an error.
/// </summary>
internal static class PlanRules
{
    /// <summary>Why a training plan cannot run on any accelerator of the kind; empty when it can.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="workload">The workload.</param>
    public static IReadOnlyList<string> Check(ModelSpec model, Cluster cluster, in TrainingStrategy strategy, in TrainingWorkload workload)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cluster);
        var ranks = strategy.Layout.Ranks;
        var rules = CheckBesidesCount(model, cluster.Accelerator, strategy, workload);
        return ranks == cluster.Count ? rules : [Text($"the layout has {ranks} ranks, the cluster {cluster.Count} accelerators"), .. rules];
    }

    /// <summary>The same where it is left open how many accelerators there are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="workload">The workload.</param>
    public static IReadOnlyList<string> CheckBesidesCount(
        ModelSpec model,
        Accelerator accelerator,
        in TrainingStrategy strategy,
        in TrainingWorkload workload
    )
    {
        var reasons = new List<string>();
        CheckLayout(model, strategy.Layout, strategy.Schedule, reasons);
        CheckExperts(model, strategy.Layout, reasons);
        CheckFormats(accelerator, strategy, reasons);
        var perPass = (long)strategy.MicroBatch * strategy.Layout.Data;
        if (perPass > workload.GlobalBatch)
        {
            reasons.Add(
                Text(
                    $"one micro-batch of {strategy.MicroBatch} on each of {strategy.Layout.Data} replicas is {perPass} sequences, more than the global batch of {workload.GlobalBatch}"
                )
            );
        }

        if (strategy.Layout.Context > workload.SequenceLength)
        {
            reasons.Add(Text($"context {strategy.Layout.Context} exceeds the {workload.SequenceLength} tokens of a sequence"));
        }

        return reasons;
    }

    private static void CheckLayout(ModelSpec model, in ParallelLayout layout, PipelineSchedule schedule, List<string> reasons)
    {
        if (layout.Tensor > 1 && model.Attention.Heads % layout.Tensor != 0)
        {
            reasons.Add(Text($"tensor {layout.Tensor} does not divide the {model.Attention.Heads} attention heads of {model.Id}"));
        }

        var kv = model.Attention.KeyValueHeads;
        if (model.Attention.Latent is null && kv > layout.Tensor && kv % layout.Tensor != 0)
        {
            reasons.Add(Text($"tensor {layout.Tensor} neither divides the {kv} key-value heads of {model.Id} nor is a multiple of them"));
        }

        // The first stage has an encoder whole; decoder layers are what is divided.
        var stages = (long)layout.Pipeline * layout.VirtualStages;
        if (stages > model.Layers)
        {
            reasons.Add(
                Text(
                    $"pipeline {layout.Pipeline} · virtualStages {layout.VirtualStages} exceeds the {model.Layers} {(model.EncoderLayers > 0 ? "decoder layers" : "layers")} of {model.Id}"
                )
            );
        }

        if (schedule == PipelineSchedule.DualPipe && layout.Pipeline > 1 && layout.Pipeline % 2 != 0)
        {
            reasons.Add(
                Text($"dualpipe needs an even number of stages, from both ends of which micro-batches enter, not {layout.Pipeline}")
            );
        }

        if (layout.VirtualStages > 1 && layout.Pipeline == 1)
        {
            reasons.Add("virtualStages above 1 needs pipeline above 1");
        }
    }

    private static void CheckExperts(ModelSpec model, in ParallelLayout layout, List<string> reasons)
    {
        if (layout.ExpertTensor != 0 && layout.Tensor % layout.ExpertTensor != 0)
        {
            reasons.Add(Text($"expertTensor {layout.ExpertTensor} does not divide tensor {layout.Tensor}"));
        }

        if (
            model.Mixture is not null
            && layout.StagesInside
            && layout.Expert != (long)layout.Context * layout.ExpertPlaces
        )
        {
            // The stages of experts and of the rest have to be the same ranks (Megatron-Core's parallel_state.py asserts it).
            reasons.Add(
                Text(
                    $"order tensor-context-pipeline-data needs expert {layout.Context * (long)layout.ExpertPlaces}, the context · tensor / expertTensor ranks of a replica's stage, not {layout.Expert}"
                )
            );
        }

        if (layout.Expert == 1)
        {
            return;
        }

        if (model.Mixture is not { } mixture)
        {
            reasons.Add(Text($"expert {layout.Expert} needs a mixture of experts, and {model.Id} is dense"));
        }
        else if (mixture.Experts % layout.Expert != 0)
        {
            reasons.Add(Text($"expert {layout.Expert} does not divide the {mixture.Experts} experts of {model.Id}"));
        }

        if (layout.ExpertPlacesInStage % layout.Expert != 0)
        {
            reasons.Add(
                Text(
                    $"expert {layout.Expert} does not divide data {layout.Data} · context {layout.Context}{(layout.ExpertPlaces > 1 ? Text($" · tensor {layout.Tensor} / expertTensor {layout.ExpertTensor}") : "")}"
                )
            );
        }
    }

    private static void CheckFormats(Accelerator accelerator, in TrainingStrategy strategy, List<string> reasons)
    {
        if (accelerator.Peak.Of(strategy.Precision.Compute) is null)
        {
            reasons.Add($"{accelerator.Id} has no matrix units for {strategy.Precision.Compute.ToString().ToLowerInvariant()}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
