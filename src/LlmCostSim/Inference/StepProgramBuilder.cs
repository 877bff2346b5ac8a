using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>Takes the tokens out of lowered operations and adds up layers that do the same.</summary>
internal sealed class StepProgramBuilder(double probe, CollectiveGroups groups)
{
    private readonly List<StepOp> linear = [], attention = [];
    private double kernels;

    public void Layer(ModelSpec model, LayerKind kind, int window, in LoweringOptions options)
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        Add(ops.AsSpan(0, ModelLowering.LowerLayer(model, kind, window, options, ops)), false);
    }

    public void Ends(ModelSpec model, in LoweringOptions options)
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        Add(ops.AsSpan(0, ModelLowering.LowerEmbedding(model, options, ops)), false);
        Add(ops.AsSpan(0, ModelLowering.LowerHead(model, options, true, ops)), true);
    }

    public (StepOp[] Linear, StepOp[] Attention, double Kernels) Build() => ([.. linear], [.. attention], kernels);

    private void Add(ReadOnlySpan<OpSpec> ops, bool sampled)
    {
        foreach (ref readonly var op in ops)
        {
            if (op.ForwardKernels == 0)
            {
                continue;
            }

            kernels += op.ForwardKernels;
            Merge(op.Kind == OpKind.Attention ? attention : linear, Of(op, sampled));
        }
    }

    private StepOp Of(in OpSpec op, bool sampled) => new()
    {
        Kind = op.Kind,
        Format = op.Format,
        Repeat = 1,
        Sampled = sampled,
        N = op.N,
        K = op.K,
        Count = op.Count,
        PerToken = op.Kind switch
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
            if (known.Kind == op.Kind && known.Format == op.Format && known.PerToken == op.PerToken && known.N == op.N && known.K == op.K && known.Count == op.Count
                && known.Sampled == op.Sampled && known.Collective == op.Collective && known.Group == op.Group && known.Shape == op.Shape)
            {
                known.Repeat += op.Repeat;
                ops[i] = known;
                return;
            }
        }

        ops.Add(op);
    }
}
