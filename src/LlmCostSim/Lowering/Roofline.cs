using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Lowering;

/// <summary>
/// The matrix multiplies and attentions of a model's layer and head as points of a roofline (Williams, Waterman and Patterson 2009): all
/// three readings of the same operations, forward.
/// </summary>
internal static class Roofline
{
    /// <summary>The points of the first decoder layer and of the head; operations of the same role are added up.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Division, formats and lengths.</param>
    /// <param name="kernels">Kernel models.</param>
    /// <param name="cacheBytes">Bytes of a cached key or value element.</param>
    public static IReadOnlyList<RooflinePoint> Of(ModelSpec model, in LoweringOptions options, KernelSet kernels, double cacheBytes = 2)
    {
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        var points = new List<RooflinePoint>();
        Add(
            points,
            ops[..ModelLowering.LowerLayer(model, ModelLowering.KindOf(model, 0), model.WindowOf(0), options, ops)],
            kernels,
            cacheBytes
        );
        Add(points, ops[..ModelLowering.LowerHead(model, options, true, ops)], kernels, cacheBytes);
        return points;
    }

    private static void Add(List<RooflinePoint> points, ReadOnlySpan<OpSpec> ops, KernelSet kernels, double cacheBytes)
    {
        foreach (ref readonly var op in ops)
        {
            if (Of(op, kernels, cacheBytes) is not { Flops: > 0, Seconds: > 0 } point)
            {
                continue;
            }

            var known = points.FindIndex(p => p.Role == point.Role);
            if (known < 0)
            {
                points.Add(point);
            }
            else
            {
                var sum = points[known];
                points[known] = sum with
                {
                    Flops = sum.Flops + point.Flops,
                    Bytes = sum.Bytes + point.Bytes,
                    Seconds = sum.Seconds + point.Seconds,
                };
            }
        }
    }

    private static RooflinePoint Of(in OpSpec op, KernelSet kernels, double cacheBytes) =>
        op.Kind switch
        {
            OpKind.Gemm or OpKind.GroupedGemm => new RooflinePoint(
                op.Role,
                op.ForwardFlops(true),
                MatrixBytes(op),
                kernels.Multiply(op, op.M, op.N, op.K)
            ),
            OpKind.Attention => new RooflinePoint(
                op.Role,
                op.ForwardFlops(true),
                AttentionBytes(op.Attention, cacheBytes),
                kernels.Attention(op.Attention, cacheBytes)
            ),
            _ => default,
        };

    private static double MatrixBytes(in OpSpec op) =>
        op.Count
        * ((op.M * op.K * op.Format.ActivationBytes()) + (op.K * op.N * op.Format.WeightBytes()) + (op.M * op.N * op.Format.OutputBytes()));

    // Queries and results in 16 bits, keys and values (or the latent that all heads read) as the cache has them.
    private static double AttentionBytes(in AttentionShape shape, double cacheBytes) =>
        shape.Batch
        * (
            ((double)shape.Heads * shape.QueryLength * (shape.HeadDim + shape.ValueDim) * 2)
            + (shape.CachedChannels * shape.Seen(shape.PastLength + shape.QueryLength) * cacheBytes)
        );
}
