using LlmCostSim.Operators;

namespace LlmCostSim.Training;

/// <summary>
/// Arithmetic of one part (layer, embedding, head) on one rank, in FLOP: the counting reading of its operations. What is not the model's
/// own (adapters, dequantisation) does not count.
/// </summary>
/// <remarks>Described in docs/method.md, "Counting".</remarks>
internal struct PartFlops
{
    /// <summary>Forward, backward, and forward of the attention core alone.</summary>
    public double Forward,
        Backward,
        Core;

    public static PartFlops Of(ReadOnlySpan<OpSpec> ops, bool causalHalved)
    {
        var sum = default(PartFlops);
        foreach (ref readonly var op in ops)
        {
            if (!op.Has(OpTraits.Auxiliary))
            {
                var flops = op.ForwardFlops(causalHalved);
                sum.Forward += flops;
                sum.Backward += op.Gradients * flops;
                sum.Core += op.Has(OpTraits.AttentionCore) ? flops : 0;
            }
        }

        return sum;
    }
}
