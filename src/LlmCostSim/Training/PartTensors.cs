using System.Runtime.CompilerServices;
using LlmCostSim.Operators;

namespace LlmCostSim.Training;

/// <summary>
/// Tensors of one part (layer, embedding, head) on one rank, from one walk over its operations: parameters by class, what each
/// recomputation policy keeps, and how far the working tensors of any one operation go beyond that.
/// </summary>
/// <remarks>Described in docs/method.md, "Memory" and docs/training.md, "Memory".</remarks>
internal struct PartTensors
{
    /// <summary>Parameters on the rank.</summary>
    public double Matrices,
        Vectors,
        Embeddings,
        Head,
        Experts,
        Adapters;

    /// <summary>
    /// Elements of Adafactor's row and column factors: rows + columns of each matrix, every element of a vector (Shazeer and Stern 2018).
    /// </summary>
    public double Factors,
        AdapterFactors;

    /// <summary>
    /// Bytes kept to the backward pass: everything, without the attention core's, and with every second matrix product and the attention
    /// output only.
    /// </summary>
    public double Saved,
        SavedSelective,
        SavedProducts;

    /// <summary>The last of the products in <see cref="SavedProducts"/>, which leads to the part's output only.</summary>
    public double LastProduct;

    /// <summary>
    /// Bytes of working tensors beyond <see cref="Saved"/> while an operation runs forward, and while one runs backward when everything
    /// before it is still kept and everything after it is released. The latter may be negative for the first operations of a part.
    /// </summary>
    public double ForwardExtra,
        BackwardExtra;

    /// <summary>The operations of <see cref="ForwardExtra"/> and <see cref="BackwardExtra"/>.</summary>
    public OpRole ForwardRole,
        BackwardRole;

    /// <summary>Elements of the distinct matrix shapes of attention and of the feed-forward block; one expert stands for all.</summary>
    public double AttentionShapes,
        FeedForwardShapes;

    /// <summary>Largest expansion of a quantised matrix.</summary>
    public double Dequantized;

    public readonly double Base => Matrices + Vectors + Embeddings + Head + Experts;

    public static PartTensors Of(ReadOnlySpan<OpSpec> ops, double residualBytes)
    {
        var part = default(PartTensors);
        var products = 0;
        double previous = residualBytes,
            saved = 0;
        foreach (ref readonly var op in ops)
        {
            part.AddParameters(op);
            var output = op.OutputBytes;
            if (saved + previous + output + op.WorkspaceBytes > part.ForwardExtra)
            {
                (part.ForwardExtra, part.ForwardRole) = (saved + previous + output + op.WorkspaceBytes, op.Role);
            }

            saved += op.SavedBytes;
            part.SavedSelective += op.SelectiveSavedBytes;
            part.Dequantized = op.Role == OpRole.Dequantize ? Math.Max(part.Dequantized, op.WorkspaceBytes) : part.Dequantized;
            previous = output > 0 ? output : previous;
            if (
                op.Kind == OpKind.Attention
                || (
                    op.Kind is OpKind.Gemm or OpKind.GroupedGemm
                    && op.ParameterClass is ParameterClass.Matrix or ParameterClass.Expert
                    && ++products % 2 == 1
                )
            )
            {
                part.SavedProducts += op.OutputBytes;
                part.LastProduct = op.OutputBytes;
            }
        }

        part.Saved = saved;
        part.ForwardExtra -= saved;
        part.WalkBackward(ops, residualBytes);
        return part;
    }

    /// <summary>
    /// Backward: the gradient of an operation's result and of its input are alive together, beside the residual stream's; what later
    /// operations had kept is gone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WalkBackward(ReadOnlySpan<OpSpec> ops, double residualBytes)
    {
        double released = 0;
        BackwardExtra = double.NegativeInfinity;
        for (var i = ops.Length - 1; i >= 0; i--)
        {
            ref readonly var op = ref ops[i];
            if (op.Has(OpTraits.DataGradient) || op.Has(OpTraits.WeightGradient))
            {
                var extra = op.OutputBytes + Input(op) + op.WorkspaceBytes + residualBytes - released;
                if (extra > BackwardExtra)
                {
                    (BackwardExtra, BackwardRole) = (extra, op.Role);
                }
            }

            released += op.SavedBytes;
        }

        BackwardExtra = double.IsFinite(BackwardExtra) ? BackwardExtra : 0;
    }

    /// <summary>
    /// Bytes of an operation's input: of a product its left side, of a gated activation both halves, of attention queries, keys and values.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Input(in OpSpec op) =>
        op.Kind switch
        {
            OpKind.Gemm or OpKind.GroupedGemm when op.N > 0 => op.OutputBytes / op.N * op.K,
            OpKind.Attention => Math.Max(0, op.KeptBytes - op.OutputBytes),
            OpKind.Elementwise when op.Role == OpRole.Activation => Math.Max(op.OutputBytes, op.SavedBytes),
            _ => op.OutputBytes,
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddParameters(in OpSpec op)
    {
        var factors = op.Kind is OpKind.Gemm or OpKind.GroupedGemm ? op.Count * (op.N + op.K) : op.Parameters;
        switch (op.ParameterClass)
        {
            case ParameterClass.Matrix:
                Matrices += op.Parameters;
                AttentionShapes += op.Role is OpRole.FeedForwardUp or OpRole.FeedForwardDown ? 0 : op.N * op.K;
                FeedForwardShapes += op.Role is OpRole.FeedForwardUp or OpRole.FeedForwardDown ? op.N * op.K : 0;
                break;
            case ParameterClass.Expert:
                Experts += op.Parameters;
                FeedForwardShapes += op.N * op.K;
                break;
            case ParameterClass.Adapter:
                Adapters += op.Parameters;
                AdapterFactors += op.Parameters > 0 ? factors : 0;
                return;
            case ParameterClass.Embedding:
                Embeddings += op.Parameters;
                factors = Math.Sqrt(op.Parameters) * 2;
                break;
            case ParameterClass.Head:
                Head += op.Parameters;
                break;
            default:
                Vectors += op.Parameters;
                break;
        }

        Factors += op.Parameters > 0 ? factors : 0;
    }
}
