using System.Runtime.CompilerServices;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// Tensors of one pipeline stage's rank for one micro-batch: its layers, with the embedding on the first and the head on the last.
/// </summary>
/// <remarks>Described in docs/training.md, "Memory".</remarks>
internal struct StageTensors
{
    /// <summary>Parameters on the rank by class, over all parts.</summary>
    public double Matrices,
        Vectors,
        Embeddings,
        Head,
        Experts,
        Adapters,
        Factors,
        AdapterFactors;

    /// <summary>Elements of the distinct matrix shapes of the layers.</summary>
    public double AttentionShapes,
        FeedForwardShapes;

    /// <summary>Base parameters of the largest layer, and of what lies outside the layers.</summary>
    public double LargestLayer,
        Outside;

    /// <summary>Bytes the layers keep per micro-batch under the recomputation policy; what embedding and head keep besides.</summary>
    public double Kept,
        KeptOutside;

    /// <summary>Bytes that computing one layer again brings back, largest layer.</summary>
    public double Recomputed;

    /// <summary>Working bytes beyond what is kept, largest layer.</summary>
    public double ForwardExtra,
        BackwardExtra;

    /// <summary>Operations of <see cref="ForwardExtra"/> and <see cref="BackwardExtra"/>.</summary>
    public OpRole ForwardRole,
        BackwardRole;

    /// <summary>Logits of the micro-batch on the rank, and the expansion of a quantised head beside them.</summary>
    public double Logits,
        HeadDequantized;

    /// <summary>Bytes of the head's whole input, which its gradient has, too.</summary>
    public double HeadInput;

    /// <summary>Bytes of the residual stream of one micro-batch: a checkpoint, a pipeline message.</summary>
    public double Checkpoint;

    public int Layers;

    private double lastFeedForward;

    public readonly double Base => Matrices + Vectors + Embeddings + Head + Experts;

    /// <summary>The stage <paramref name="stage"/> of a strategy, from 0; lowers the parts.</summary>
    public static StageTensors Of(
        ModelSpec model,
        in LoweringOptions options,
        in TrainingStrategy strategy,
        TensorRetention retention,
        int stage
    )
    {
        var parts = TensorParts.Of(model, options, strategy.Layout.Pipeline == 1);
        return Of(model, ref parts, strategy, retention, stage);
    }

    /// <summary>
    /// What the rank of a stage, from 0, works on: the stage, and in a bidirectional pipeline the mirrored one, too, whose weights it holds
    /// (DeepSeek-V3, section 3.2.1).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StageTensors OnRank(
        ModelSpec model,
        ref TensorParts parts,
        in TrainingStrategy strategy,
        TensorRetention retention,
        int stage
    )
    {
        var tensors = Of(model, ref parts, strategy, retention, stage);
        if (strategy.Schedule == PipelineSchedule.DualPipe && strategy.Layout.Pipeline > 1)
        {
            tensors.Mirror(Of(model, ref parts, strategy, retention, strategy.Layout.Pipeline - 1 - stage));
        }

        return tensors;
    }

    private static StageTensors Of(
        ModelSpec model,
        ref TensorParts parts,
        in TrainingStrategy strategy,
        TensorRetention retention,
        int stage
    )
    {
        var tensors = default(StageTensors);
        tensors.Checkpoint = parts.Checkpoint;
        var (first, count) = PipelineSplit.LayersOf(model.Layers, strategy.Layout.Pipeline, stage);
        var recomputedLayers = strategy.Recompute.Layers > 0 ? strategy.Recompute.Layers : int.MaxValue;
        var uniform = DistinctLayer.Uniform(model);
        for (var layer = first; layer < first + count;)
        {
            var kind = uniform ? 0 : DistinctLayer.PlaceOf(model, layer);
            var same = uniform ? first + count : layer + 1;
            while (same < first + count && DistinctLayer.PlaceOf(model, same) == kind)
            {
                same++;
            }

            tensors.AddLayers(parts.Layers[kind], same - layer, strategy.Recompute.Kind, retention, ref recomputedLayers);
            layer = same;
        }

        if (stage == 0)
        {
            if (model.EncoderLayers > 0)
            {
                tensors.AddLayers(parts.Encoder, model.EncoderLayers, strategy.Recompute.Kind, retention, ref recomputedLayers);
            }

            tensors.AddOutside(parts.Embedding);
        }

        if (stage == strategy.Layout.Pipeline - 1)
        {
            (tensors.Logits, tensors.HeadInput, tensors.HeadDequantized) = (parts.Logits, parts.HeadInput, parts.Head.Dequantized);
            tensors.AddOutside(parts.Head);
        }

        return tensors;
    }

    /// <summary>
    /// Adds the stage that a rank works on for the other direction of the pipeline: its parameters besides, its activations in turn with
    /// the stage's own.
    /// </summary>
    public void Mirror(in StageTensors other)
    {
        Matrices += other.Matrices;
        Vectors += other.Vectors;
        Embeddings += other.Embeddings;
        Head += other.Head;
        Experts += other.Experts;
        Adapters += other.Adapters;
        Factors += other.Factors;
        AdapterFactors += other.AdapterFactors;
        Outside += other.Outside;
        LargestLayer = Math.Max(LargestLayer, other.LargestLayer);
        Kept = (Kept + other.Kept) / 2;
        KeptOutside = (KeptOutside + other.KeptOutside) / 2;
        Recomputed = Math.Max(Recomputed, other.Recomputed);
        ForwardExtra = Math.Max(ForwardExtra, other.ForwardExtra);
        BackwardExtra = Math.Max(BackwardExtra, other.BackwardExtra);
        (Logits, HeadInput, HeadDequantized) = (
            Math.Max(Logits, other.Logits),
            Math.Max(HeadInput, other.HeadInput),
            Math.Max(HeadDequantized, other.HeadDequantized)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLayers(in PartTensors layer, int count, RecomputeKind recompute, TensorRetention retention, ref int recomputedLayers)
    {
        AddParameters(layer, count);
        LargestLayer = Math.Max(LargestLayer, layer.Base + layer.Adapters);
        Layers += count;
        AttentionShapes = Math.Max(AttentionShapes, layer.AttentionShapes);
        if (layer.FeedForwardShapes != lastFeedForward)
        {
            lastFeedForward = layer.FeedForwardShapes;
            FeedForwardShapes += lastFeedForward;
        }

        var kept = recompute switch
        {
            RecomputeKind.Full => Checkpoint,
            RecomputeKind.Selective => (retention & TensorRetention.EverySecondProduct) == 0
                ? layer.SavedSelective
                : Math.Min(
                    layer.Saved,
                    Checkpoint + layer.SavedProducts - ((retention & TensorRetention.PartitionedProducts) != 0 ? layer.LastProduct : 0)
                ),
            _ => layer.Saved,
        };
        var policy = Math.Min(count, recomputedLayers);
        recomputedLayers -= policy;
        Kept += policy * kept + (count - policy) * layer.Saved;
        Recomputed = Math.Max(Recomputed, policy > 0 ? layer.Saved - kept : 0);
        if (layer.ForwardExtra > ForwardExtra)
        {
            (ForwardExtra, ForwardRole) = (layer.ForwardExtra, layer.ForwardRole);
        }

        if (layer.BackwardExtra > BackwardExtra)
        {
            (BackwardExtra, BackwardRole) = (layer.BackwardExtra, layer.BackwardRole);
        }
    }

    private void AddOutside(in PartTensors part)
    {
        AddParameters(part, 1);
        Outside += part.Base + part.Adapters;
        KeptOutside += part.Saved;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddParameters(in PartTensors part, int count)
    {
        Matrices += count * part.Matrices;
        Vectors += count * part.Vectors;
        Embeddings += count * part.Embeddings;
        Head += count * part.Head;
        Experts += count * part.Experts;
        Adapters += count * part.Adapters;
        Factors += count * part.Factors;
        AdapterFactors += count * part.AdapterFactors;
    }
}
