using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Training;

/// <summary>Parameters that the tensor and pipeline ranks of one replica hold together, and why that is more than the model has.</summary>
/// <param name="Distinct">Each of the model's parameters once.</param>
/// <param name="Replicated">Further copies on tensor ranks: norms, and biases of row-parallel matrices.</param>
/// <param name="TiedCopies">The head's copy of a tied embedding on a last stage that is not the first.</param>
/// <param name="Padding">Rows that round heads, channels or vocabulary up to the tensor ranks.</param>
internal readonly record struct ParameterPlacement(double Distinct, double Replicated, double TiedCopies, double Padding)
{
    /// <summary>All that the ranks hold.</summary>
    public double Held => Distinct + Replicated + TiedCopies + Padding;

    public static ParameterPlacement Of(ModelSpec model, int tensor, int pipeline)
    {
        var options = new LoweringOptions { Tensor = tensor, EncoderLength = model.EncoderLayers > 0 ? 512 : 0 };
        Span<OpSpec> ops = new OpSpec[ModelLowering.MaxOps];
        var sum = default(ParameterPlacement);
        for (var layer = 0; layer < model.Layers; layer++)
        {
            sum = sum.Add(
                ops[..ModelLowering.LowerLayer(model, ModelLowering.KindOf(model, layer), model.WindowOf(layer), options, ops)],
                tensor,
                1
            );
        }

        if (model.EncoderLayers > 0)
        {
            sum = sum.Add(ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)], tensor, model.EncoderLayers);
        }

        sum = sum.Add(ops[..ModelLowering.LowerEmbedding(model, options, ops)], tensor, 1);
        return sum.Add(ops[..ModelLowering.LowerHead(model, options, pipeline == 1, ops)], tensor, 1);
    }

    private ParameterPlacement Add(ReadOnlySpan<OpSpec> ops, int tensor, double count)
    {
        var sum = this;
        foreach (ref readonly var op in ops)
        {
            var surplus = (tensor * op.Parameters) - op.ModelParameters;
            var matrix = op.N * op.K * Math.Max(1, op.Count);
            var (copies, tied) = op switch
            {
                { ParameterClass: ParameterClass.Head } => (0.0, op.ModelParameters < matrix ? Math.Min(surplus, tensor * matrix) : 0),
                { Kind: OpKind.Gemm, Role: OpRole.AttentionOutput or OpRole.FeedForwardDown } => (
                    (tensor - 1) * (op.Parameters - matrix),
                    0.0
                ),
                _ when op.Parameters == op.ModelParameters => (surplus, 0.0),
                _ => (0.0, 0.0),
            };
            sum = new ParameterPlacement(
                sum.Distinct + (count * op.ModelParameters),
                sum.Replicated + (count * copies),
                sum.TiedCopies + (count * tied),
                sum.Padding + (count * (surplus - copies - tied))
            );
        }

        return sum;
    }
}
