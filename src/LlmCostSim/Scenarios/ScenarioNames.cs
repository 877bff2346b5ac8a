using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>
/// The words of scenario files for the values of the library; used for reading, writing and in the JSON Schema. The first of two words for
/// one value is the one written.
/// </summary>
internal static class ScenarioNames
{
    public static readonly (string Name, PipelineSchedule Value)[] Schedules =
    [
        ("1f1b", PipelineSchedule.OneForwardOneBackward),
        ("gpipe", PipelineSchedule.GPipe),
        ("interleaved", PipelineSchedule.Interleaved),
        ("zb-h1", PipelineSchedule.ZeroBubbleH1),
        ("zb-h2", PipelineSchedule.ZeroBubbleH2),
        ("dualpipe", PipelineSchedule.DualPipe),
    ];

    public static readonly (string Name, Sharding Value)[] Shardings =
    [
        ("none", Sharding.None),
        ("zero1", Sharding.Zero1),
        ("zero2", Sharding.Zero2),
        ("zero3", Sharding.Zero3),
        ("fsdp-full", Sharding.FsdpFull),
        ("fsdp-grad-op", Sharding.FsdpGradOp),
        ("hsdp", Sharding.Hsdp),
    ];

    public static readonly (string Name, RecomputeKind Value)[] Recomputes =
    [
        ("none", RecomputeKind.None),
        ("selective", RecomputeKind.Selective),
        ("full", RecomputeKind.Full),
    ];

    public static readonly (string Name, NumberFormat Value)[] Precisions =
    [
        ("bf16", NumberFormat.Bf16),
        ("fp16", NumberFormat.Fp16),
        ("fp32", NumberFormat.Fp32),
        ("tf32", NumberFormat.Tf32),
        ("fp8", NumberFormat.Fp8),
    ];

    /// <summary>Bytes per element of main gradients.</summary>
    public static readonly (string Name, double Value)[] GradientFormats = [("fp32", 4), ("bf16", 2), ("fp16", 2)];

    /// <summary>Bytes per element of master weights.</summary>
    public static readonly (string Name, double Value)[] MasterFormats = [("fp32", 4), ("none", 0), ("bf16", 2), ("fp16", 2)];

    public static readonly (string Name, OptimizerKind Value)[] Optimizers =
    [
        ("adamw", OptimizerKind.AdamW),
        ("adamw-8bit", OptimizerKind.AdamW8Bit),
        ("adamw-paged", OptimizerKind.AdamWPaged),
        ("lion", OptimizerKind.Lion),
        ("adafactor", OptimizerKind.Adafactor),
        ("sgd", OptimizerKind.Sgd),
    ];

    public static readonly (string Name, AttentionImplementation Value)[] Attentions =
    [
        ("flash", AttentionImplementation.Flash),
        ("unfused", AttentionImplementation.Unfused),
    ];

    public static readonly (string Name, ContextParallelKind Value)[] ContextKinds =
    [
        ("ring", ContextParallelKind.Ring),
        ("all-to-all", ContextParallelKind.AllToAll),
        ("all-gather", ContextParallelKind.AllGather),
    ];

    public static readonly (string Name, RankOrder Value)[] RankOrders =
    [
        ("tensor-context-data-pipeline", RankOrder.DataInsidePipeline),
        ("tensor-context-pipeline-data", RankOrder.PipelineInsideData),
    ];

    public static readonly (string Name, AdapterKind Value)[] Adapters = [("lora", AdapterKind.Lora), ("qlora", AdapterKind.Qlora)];

    public static readonly (string Name, WeightQuantization Value)[] Quantizations =
    [
        ("nf4", WeightQuantization.Nf4),
        ("fp4", WeightQuantization.Fp4),
        ("int8", WeightQuantization.Int8),
        ("none", WeightQuantization.None),
    ];

    public static readonly (string Name, AdapterTargets Value)[] Targets =
    [
        ("all-linear", AdapterTargets.AllLinear),
        ("query", AdapterTargets.Query),
        ("key", AdapterTargets.Key),
        ("value", AdapterTargets.Value),
        ("output", AdapterTargets.Output),
        ("feed-forward", AdapterTargets.FeedForward),
        ("head", AdapterTargets.Head),
        ("q", AdapterTargets.Query),
        ("k", AdapterTargets.Key),
        ("v", AdapterTargets.Value),
        ("o", AdapterTargets.Output),
    ];

    public static readonly (string Name, OffloadTarget Value)[] OffloadTargets =
    [
        ("cpu", OffloadTarget.Cpu),
        ("nvme", OffloadTarget.Nvme),
        ("none", OffloadTarget.None),
    ];

    public static readonly (string Name, LinkTopology Value)[] Topologies =
    [
        ("switch", LinkTopology.Switch),
        ("mesh", LinkTopology.Mesh),
        ("pairs", LinkTopology.Pairs),
        ("host", LinkTopology.Host),
    ];

    public static readonly (string Name, FeedForwardKind Value)[] FeedForwards =
    [
        ("relu", FeedForwardKind.Relu),
        ("gelu", FeedForwardKind.Gelu),
        ("swiGlu", FeedForwardKind.SwiGlu),
        ("geGlu", FeedForwardKind.GeGlu),
    ];

    public static readonly (string Name, NormKind Value)[] Norms =
    [
        ("layerNorm", NormKind.LayerNorm),
        ("layerNormNoBias", NormKind.LayerNormNoBias),
        ("rmsNorm", NormKind.RmsNorm),
    ];

    public static readonly (string Name, NormPlacement Value)[] NormPlacements =
    [
        ("pre", NormPlacement.Pre),
        ("parallelShared", NormPlacement.ParallelShared),
        ("parallelSeparate", NormPlacement.ParallelSeparate),
        ("sandwich", NormPlacement.Sandwich),
    ];

    public static readonly (string Name, PositionKind Value)[] Positions =
    [
        ("rope", PositionKind.Rope),
        ("alibi", PositionKind.Alibi),
        ("learned", PositionKind.Learned),
        ("t5Bias", PositionKind.T5Bias),
    ];

    public static readonly (string Name, QkNormKind Value)[] QkNorms =
    [
        ("none", QkNormKind.None),
        ("perHead", QkNormKind.PerHead),
        ("allHeads", QkNormKind.AllHeads),
    ];

    /// <summary>Software stacks of training jobs.</summary>
    public static readonly (string Name, int Value)[] TrainingFrameworks =
    [
        .. StackCatalog.Default.Stacks.Select((stack, index) => (stack.Id, index)),
    ];

    /// <summary>The fewest words that make up a set of matrices.</summary>
    public static IReadOnlyList<string> WordsOf(AdapterTargets targets)
    {
        var words = new List<string>();
        foreach (var (name, value) in Targets)
        {
            if (targets != AdapterTargets.None && (targets & value) == value)
            {
                words.Add(name);
                targets &= ~value;
            }
        }

        return words;
    }

    /// <summary>The word for a value.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="names">Words and values.</param>
    /// <param name="value">One of the values.</param>
    public static string Of<T>((string Name, T Value)[] names, T value)
        where T : struct
    {
        foreach (var (name, candidate) in names)
        {
            if (EqualityComparer<T>.Default.Equals(candidate, value))
            {
                return name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "the value has no word in scenario files");
    }
}
