using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>Seconds of one forward pass of a whole model on the ranks of one replica, and the kernels it launches: the time reading of its operations.</summary>
internal struct PassTime
{
    public double Compute, Exchange;
    public int Kernels;

    public readonly double Seconds => Compute + Exchange;

    /// <summary>Reads all layers, the embedding, and the head for the tokens that are sampled.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Division, formats, new and past tokens.</param>
    /// <param name="kernels">Kernel models.</param>
    /// <param name="groups">Groups of ranks.</param>
    /// <param name="cacheBytes">Bytes of a cached element.</param>
    /// <param name="sampled">Tokens per sequence that the head is computed for.</param>
    public static PassTime Of(ModelSpec model, in LoweringOptions options, KernelSet kernels, in CollectiveGroups groups, double cacheBytes, double sampled)
    {
        var time = default(PassTime);
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        for (var layer = 0; layer < model.Layers;)
        {
            var (kind, window) = (ModelLowering.KindOf(model, layer), model.WindowOf(layer));
            var same = layer;
            while (same < model.Layers && ModelLowering.KindOf(model, same) == kind && model.WindowOf(same) == window)
            {
                same++;
            }

            time.Add(ops[..ModelLowering.LowerLayer(model, kind, window, options, ops)], same - layer, kernels, groups, cacheBytes);
            layer = same;
        }

        if (model.EncoderLayers > 0 && options.PastLength == 0)
        {
            time.Add(ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)], model.EncoderLayers, kernels, groups, cacheBytes);
        }

        time.Add(ops[..ModelLowering.LowerEmbedding(model, options, ops)], 1, kernels, groups, cacheBytes);
        time.Add(ops[..ModelLowering.LowerHead(model, options with { SequenceLength = sampled }, true, ops)], 1, kernels, groups, cacheBytes);
        return time;
    }

    private void Add(ReadOnlySpan<OpSpec> ops, int count, KernelSet kernels, in CollectiveGroups groups, double cacheBytes)
    {
        foreach (ref readonly var op in ops)
        {
            if (op.ForwardKernels == 0)
            {
                continue;
            }

            Kernels += count * op.ForwardKernels;
            switch (op.Kind)
            {
                case OpKind.Collective:
                    Exchange += count * kernels.Collective(op.ForwardCollective!.Value, op.CollectiveBytes, groups.Of(op.Scope));
                    break;
                case OpKind.Gemm or OpKind.GroupedGemm:
                    Compute += count * kernels.Gemm(op.Format, op.M, op.N, op.K, op.Count);
                    break;
                case OpKind.Attention:
                    Compute += count * kernels.Attention(op.Attention, cacheBytes);
                    break;
                default:
                    Compute += count * kernels.Elementwise(op.ForwardBytes);
                    break;
            }
        }
    }
}
