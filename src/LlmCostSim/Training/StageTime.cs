using System.Runtime.CompilerServices;
using LlmCostSim.Lowering;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// Seconds of one pipeline stage for one micro-batch, by what they are spent on, collectives as far as compute does not hide them; and what
/// the stage holds.
/// </summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal struct StageTime
{
    /// <summary>Compute: forward, gradients of inputs and of weights, recomputation.</summary>
    public double Forward,
        InputGradient,
        WeightGradient,
        Recompute;

    /// <summary>Exposed collectives: forward, backward, and of the recomputation.</summary>
    public double TensorForward,
        TensorBackward,
        ContextForward,
        ContextBackward,
        ExpertForward,
        ExpertBackward;

    /// <summary>Parameters on the rank, as in <see cref="PartTime"/>.</summary>
    public double Dense,
        Matrices,
        Experts,
        Adapters;

    /// <summary>Bytes kept for the backward pass under the stage's recomputation, and layers.</summary>
    public double Saved;
    public int Layers;

    public readonly double Tensor => TensorForward + TensorBackward;

    public readonly double Context => ContextForward + ContextBackward;

    public readonly double Expert => ExpertForward + ExpertBackward;

    public readonly double Compute => Forward + InputGradient + WeightGradient + Recompute;

    /// <summary>Forward pass with its collectives.</summary>
    public readonly double ForwardPass => Forward + TensorForward + ContextForward + ExpertForward;

    /// <summary>Backward pass with recomputation and collectives, without the gradients of the weights.</summary>
    public readonly double InputPass => InputGradient + Recompute + TensorBackward + ContextBackward + ExpertBackward;

    /// <summary>
    /// Bytes in which the base weights travel: quantised matrices as they are stored (bitsandbytes' <c>quant_storage</c>), all else in
    /// <paramref name="width"/> bytes.
    /// </summary>
    public readonly (double Dense, double Experts) BaseBytes(in TrainingStrategy strategy, double width)
    {
        var matrix = strategy.Adapter.Quantises ? strategy.Adapter.BitsPerWeight / 8 : width;
        return ((Matrices * matrix) + ((Dense - Matrices) * width), Experts * matrix);
    }

    /// <summary>All of a micro-batch.</summary>
    public readonly double Total => ForwardPass + InputPass + WeightGradient;

    /// <summary>The stage <paramref name="stage"/> of a pipeline.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StageTime Of(ref TrainingParts parts, in StepRules rules, int stage)
    {
        var time = default(StageTime);
        var (first, count) = PipelineSplit.LayersOf(rules.Model.Layers, rules.Pipeline, stage);
        time.Layers = count;
        var recomputed =
            rules.Recompute.Kind == RecomputeKind.None ? 0
            : rules.Recompute.Layers > 0 ? Math.Min(count, rules.Recompute.Layers)
            : count;
        var share = count > 0 ? (double)recomputed / count : 0;
        for (var place = 0; place < DistinctLayer.Most; place++)
        {
            if (DistinctLayer.CountOf(rules.Model, place, first, count) is var layers and > 0)
            {
                time.Add(parts.Layers[place], layers, share, parts.Checkpoint, rules);
            }
        }

        if (stage == 0)
        {
            if (rules.Model.EncoderLayers > 0)
            {
                time.Add(parts.Encoder, rules.Model.EncoderLayers, share, parts.Checkpoint, rules);
                time.Layers += rules.Model.EncoderLayers;
            }

            time.Add(parts.Embedding, 1, 0, 0, rules);
        }

        if (stage == rules.Pipeline - 1)
        {
            time.Add(parts.Head, 1, 0, 0, rules);
        }

        return time;
    }

    private void Add(in PartTime part, int count, double recomputed, double checkpoint, in StepRules rules)
    {
        var pace = rules.Pace;
        var backward = part.InputGradient + part.WeightGradient;
        var tensorF = rules.Exposed(part.TensorForward, part.MatrixForward, CommunicationOverlap.Tensor);
        var tensorB = rules.ExposedTensorBackward(part);
        var contextF = rules.ExposedContext(part.ContextForward, part.Core);
        var contextB = rules.ExposedContext(part.ContextBackward, 2 * part.Core);
        var expertF = rules.Exposed(part.ExpertForward, part.Forward, CommunicationOverlap.Expert);
        var expertB = rules.Exposed(part.ExpertBackward, backward, CommunicationOverlap.Expert);
        var backwardPace = backward > 0 ? rules.Paced(backward, tensorB + contextB + expertB, part.BackwardKernels) / backward : 1;
        Forward += count * rules.Paced(part.Forward, tensorF + contextF + expertF, part.ForwardKernels);
        InputGradient += count * backwardPace * part.InputGradient;
        WeightGradient += count * backwardPace * part.WeightGradient;
        TensorForward += count * tensorF;
        TensorBackward += count * tensorB;
        ContextForward += count * contextF;
        ContextBackward += count * contextB;
        ExpertForward += count * expertF;
        ExpertBackward += count * expertB;
        Dense += count * part.Dense;
        Matrices += count * part.Matrices;
        Experts += count * part.Experts;
        Adapters += count * part.Adapters;
        var kept = rules.Recompute.Kind == RecomputeKind.Selective ? part.SavedSelective : checkpoint;
        Saved += count * (((1 - recomputed) * part.Saved) + (recomputed * kept));
        if (recomputed > 0)
        {
            AddRecompute(part, count * recomputed, rules, pace);
        }
    }

    private void AddRecompute(in PartTime part, double count, in StepRules rules, TrainingPace pace)
    {
        if (rules.Recompute.Kind == RecomputeKind.Selective)
        {
            Recompute += count * rules.Paced(part.Core, 0, part.CoreKernels);
            return;
        }

        // The forward pass again, with its collectives (Korthikanti et al. 2022, section 5).
        var tensor = rules.Exposed(part.TensorForward, part.MatrixForward, CommunicationOverlap.Tensor);
        var context = rules.ExposedContext(part.ContextForward, part.Core);
        var expert = rules.Exposed(part.ExpertForward, part.Forward, CommunicationOverlap.Expert);
        Recompute +=
            count
            * rules.Paced(part.Forward - (pace.RecomputeStopsEarly ? part.LastMatrix : 0), tensor + context + expert, part.ForwardKernels);
        TensorBackward += count * tensor;
        ContextBackward += count * context;
        ExpertBackward += count * expert;
    }
}
