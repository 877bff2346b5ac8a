using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Validation;

/// <summary>Maps a row of <c>training.csv</c> to what the estimator takes, from its canonical columns.</summary>
internal static class TrainingRowReader
{
    public static TrainingCase Read(MeasuredRow row, ValidationCatalogs catalogs)
    {
        var accelerator = catalogs.Accelerator(row, "gpu");
        var layout = Layout(row);
        var gpus = row.Integer("gpus") ?? (int)layout.Ranks;
        if (layout.Ranks != gpus)
        {
            throw new UnpredictableRowException($"tp·pp·cp·dp = {layout.Ranks} is not the {gpus} GPUs of the row");
        }

        var model = RowArchitecture.Read(row, catalogs.Models);
        return new TrainingCase(
            ProfiledSteps.Is(row) ? ProfiledSteps.Model(model, layout.Tensor) : model,
            ClusterOf(row, accelerator, gpus),
            Stack(row, catalogs.Stacks),
            Strategy(row, layout),
            new TrainingWorkload(row.Count("seq"), row.Count("global_batch"))
        );
    }

    /// <summary>The row's cluster; what was measured of its network counts where it is known whose it is.</summary>
    private static Cluster ClusterOf(MeasuredRow row, Accelerator accelerator, int gpus)
    {
        var stated = Cluster.Create(accelerator, gpus, row.Integer("gpus_per_node"), row.Number("node_network_gbps"));
        var known = RunFramework.Of(row) is { Cluster.Length: > 0 } framework
            ? RunFramework.ClusterOf(framework, accelerator, gpus)
            : stated;
        return known.Node.NetworkBandwidth == stated.Node.NetworkBandwidth && known.PerNode == stated.PerNode ? known : stated;
    }

    private static ParallelLayout Layout(MeasuredRow row) =>
        new()
        {
            Tensor = row.CountOrOne("tp"),
            SequenceParallel = row.Yes("sequence_parallel"),
            Pipeline = row.CountOrOne("pp"),
            VirtualStages = row.CountOrOne("virtual_stages"),
            Data = row.CountOrOne("dp"),
            Context = row.CountOrOne("cp"),
            ContextKind = row.Text("cp_kind") is ""
                ? ContextParallelKind.Ring
                : row.Choice(
                    "cp_kind",
                    ("all-to-all", ContextParallelKind.AllToAll),
                    ("ring", ContextParallelKind.Ring),
                    ("p2p", ContextParallelKind.Ring),
                    ("all-gather", ContextParallelKind.AllGather)
                ),
            Expert = row.CountOrOne("ep"),
        };

    private static TrainingStrategy Strategy(MeasuredRow row, in ParallelLayout layout) =>
        new()
        {
            Layout = layout,
            Schedule = layout.VirtualStages > 1 ? PipelineSchedule.Interleaved : PipelineSchedule.OneForwardOneBackward,
            Sharding = row.Text("sharding") is "" ? Sharding.None : row.Choice("sharding", ScenarioNames.Shardings),
            // Where recomputation is not stated the row is not fully stated; none is what such recipes of large GPUs with fused attention
            // use.
            Recompute = new RecomputePolicy(
                row.Text("recompute") is "" or "unstated" || ProfiledSteps.Is(row)
                    ? RecomputeKind.None
                    : row.Choice("recompute", ScenarioNames.Recomputes)
            ),
            MicroBatch = row.CountOrOne("micro_batch"),
            Precision = Precision(row),
            Optimizer = OptimizerKind.AdamW,
            Attention = row.Text("attention") is "" ? AttentionImplementation.Flash : row.Choice("attention", ScenarioNames.Attentions),
            Dropout = row.Number("dropout") ?? 0,
            Overlap = Overlap(row),
        };

    private static CommunicationOverlap? Overlap(MeasuredRow row) =>
        row.Text("comm_overlap") switch
        {
            "" => null,
            "none" => CommunicationOverlap.None,
            var listed => (listed.Contains("fsdp-prefetch", StringComparison.Ordinal) ? CommunicationOverlap.Gather : 0)
                | (listed.Contains("dp", StringComparison.Ordinal) ? CommunicationOverlap.Data : 0)
                | (listed.Contains("tp", StringComparison.Ordinal) ? CommunicationOverlap.Tensor : 0)
                | (listed.Contains("pp", StringComparison.Ordinal) ? CommunicationOverlap.Pipeline : 0),
        };

    private static Precision Precision(MeasuredRow row)
    {
        var compute = row.Text("precision") is "" ? NumberFormat.Bf16 : row.Choice("precision", ScenarioNames.Precisions);
        var single = compute is NumberFormat.Fp32 or NumberFormat.Tf32;
        var width = single ? 4 : 2;
        return new Precision
        {
            Compute = compute,
            WeightBytes = width,
            ActivationBytes = width,
            MainGradientBytes = Bytes(row, "main_grad_dtype", 4),
            // Single-precision weights are their own master copy.
            MasterWeightBytes = single ? 0 : 4,
            ReduceBytes = Bytes(row, "reduce_dtype", 4),
            GatherBytes = Bytes(row, "gather_dtype", width),
        };
    }

    private static double Bytes(MeasuredRow row, string column, double usual) =>
        row.Text(column) is "" ? usual : row.Choice(column, ("fp32", 4.0), ("fp16", 2.0), ("bf16", 2.0), ("fp8", 1.0));

    private static SoftwareStack Stack(MeasuredRow row, StackCatalog stacks)
    {
        var name = StepStack.Of(row).Stack ?? row.Text("framework");
        if (name.Length == 0)
        {
            throw new UnpredictableRowException("framework is not stated");
        }

        return stacks.Find(name)
            ?? (stacks.Suggest(name) is [var nearest, ..] ? stacks.Find(nearest) : null)
            ?? throw new UnpredictableRowException($"framework '{name}' is not known");
    }
}
