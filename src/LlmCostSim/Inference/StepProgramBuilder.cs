using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>Takes the tokens out of lowered operations and adds up layers that do the same.</summary>
internal sealed class StepProgramBuilder(double probe, CollectiveGroups groups)
{
    private readonly List<StepOp> linear = [],
        attention = [];
    private double kernels;

    public void Layers(ModelSpec model, in DistinctLayer layer, in LoweringOptions options)
    {
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        Add(
            ops[..ModelLowering.LowerLayer(model, layer.Kind, layer.Window, options, ops)],
            layer.Count,
            false,
            layer.Kind == LayerKind.CrossDecoder
        );
    }

    public void Ends(ModelSpec model, in LoweringOptions options)
    {
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        Add(ops[..ModelLowering.LowerEmbedding(model, options, ops)], 1, false);
        Add(ops[..ModelLowering.LowerHead(model, options, true, ops)], 1, true);
    }

    public (StepOp[] Linear, StepOp[] Attention, double Kernels) Build() => ([.. linear], [.. attention], kernels);

    private void Add(ReadOnlySpan<OpSpec> ops, int count, bool sampled, bool crosses = false)
    {
        foreach (ref readonly var op in ops)
        {
            if (op.ForwardKernels == 0)
            {
                continue;
            }

            kernels += count * op.ForwardKernels;
            Merge(op.Kind == OpKind.Attention ? attention : linear, Of(op, count, sampled) with { OfEncoder = crosses && OfEncoder(op) });
        }
    }

    // With projections in one multiply, keys and values on their own are those of the encoder's output; attention that is not causal is
    // that to it.
    private static bool OfEncoder(in OpSpec op) => op.Kind == OpKind.Attention ? !op.Attention.Causal : op.Role == OpRole.KeyValue;

    private StepOp Of(in OpSpec op, int count, bool sampled) =>
        new()
        {
            Kind = op.Kind,
            Format = op.ParameterClass == ParameterClass.Adapter ? NumberFormat.Bf16 : op.Format,
            Adapter = op.ParameterClass == ParameterClass.Adapter,
            Repeat = count,
            Sampled = sampled,
            N = op.N,
            K = op.K,
            Count = op.Count,
            PerToken =
                op.Kind switch
                {
                    OpKind.Collective => op.CollectiveBytes,
                    OpKind.Gemm => op.M,
                    OpKind.GroupedGemm => op.M * op.Count,
                    _ => op.ForwardBytes,
                } / probe,
            Collective = op.ForwardCollective ?? default,
            Group = op.Kind == OpKind.Collective ? groups.Of(op.Scope) : default,
            Shape = op.Attention,
        };

    private static void Merge(List<StepOp> ops, in StepOp op)
    {
        for (var i = 0; i < ops.Count; i++)
        {
            var known = ops[i];
            if (
                known.Kind == op.Kind
                && known.Format == op.Format
                && known.PerToken == op.PerToken
                && known.N == op.N
                && known.K == op.K
                && known.Count == op.Count
                && known.Sampled == op.Sampled
                && known.Adapter == op.Adapter
                && known.OfEncoder == op.OfEncoder
                && known.Collective == op.Collective
                && known.Group == op.Group
                && known.Shape == op.Shape
            )
            {
                known.Repeat += op.Repeat;
                ops[i] = known;
                return;
            }
        }

        ops.Add(op);
    }
}
