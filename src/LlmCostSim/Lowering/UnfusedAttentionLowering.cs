using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Lowering;

/// <summary>
/// Attention whose scores are stored: two batched matrix multiplies around softmax and dropout (Korthikanti et al. 2022, section 4.1).
/// </summary>
internal static class UnfusedAttentionLowering
{
    public static void Write(ref OpWriter writer, in AttentionShape shape)
    {
        var keys = shape.PastLength + shape.QueryLength;
        var scores = shape.Batch * shape.Heads * shape.QueryLength * keys;
        var queryBytes = shape.Batch * shape.QueryLength * shape.Heads * shape.HeadDim * writer.E;
        var keyBytes = shape.Batch * keys * shape.KeyValueHeads * shape.HeadDim * writer.E;
        var valueBytes = shape.Batch * keys * shape.KeyValueHeads * shape.ValueDim * writer.E;
        WriteMultiply(ref writer, OpRole.AttentionScores, shape, keys, shape.HeadDim, queryBytes + keyBytes, scores * writer.E);
        WriteSoftmax(ref writer, scores);
        if (writer.Options.Dropout)
        {
            // The softmax output is kept by the softmax, the mask and the dropped scores here.
            var traffic = scores * (2 * writer.E + 1);
            writer.Elementwise(
                OpRole.AttentionDropout,
                traffic,
                traffic,
                scores * (1 + writer.E),
                scores * writer.E,
                OpTraits.AttentionCore
            );
        }

        WriteMultiply(
            ref writer,
            OpRole.AttentionContext,
            shape,
            shape.ValueDim,
            keys,
            valueBytes,
            shape.Batch * shape.QueryLength * shape.Heads * shape.ValueDim * writer.E
        );
    }

    private static void WriteMultiply(
        ref OpWriter writer,
        OpRole role,
        in AttentionShape shape,
        double n,
        double k,
        double saved,
        double output
    )
    {
        ref var op = ref writer.Add(OpKind.Gemm, role);

        // Both operands are activations, so both gradients are data gradients; the shapes are those of data and weight gradient.
        op.Flags = OpTraits.AttentionCore | (writer.Options.Training ? OpTraits.DataGradient | OpTraits.WeightGradient : OpTraits.None);
        op.Format = writer.Options.Compute;
        op.M = shape.QueryLength;
        op.N = n;
        op.K = k;
        op.Count = shape.Batch * shape.Heads;
        op.Attention = shape;
        op.SavedBytes = writer.Options.Training ? saved : 0;
        op.KeptBytes = writer.Options.Training ? saved : 0;
        op.OutputBytes = output;
        op.ForwardKernels = 1;
        op.BackwardKernels = 2;
    }

    /// <summary>
    /// Fused: read and write forward, output, gradient and result backward. Otherwise scale, mask and an fp32 softmax are separate kernels.
    /// </summary>
    private static void WriteSoftmax(ref OpWriter writer, double scores)
    {
        var fused = writer.Fuses(KernelFusion.Softmax);
        var forward = scores * (fused ? 2 * writer.E : 6 * writer.E + 8);
        var backward = scores * (fused ? 3 * writer.E : 5 * writer.E + 8);
        writer.Elementwise(
            OpRole.AttentionSoftmax,
            forward,
            backward,
            scores * writer.E,
            scores * writer.E,
            OpTraits.AttentionCore,
            fused ? 1 : 4,
            fused ? 1 : 3
        );
    }
}
