using LlmCostSim.Operators;

namespace LlmCostSim.Training;

/// <summary>Seconds of one part (layer, embedding, head) on one rank for one micro-batch: the time reading of its operations.</summary>
internal struct PartTime
{
    public double Forward, Backward, RecomputeCore;
    public double TensorForward, TensorBackward;
    public double ContextForward, ContextBackward;
    public double ExpertForward, ExpertBackward;
    public int ForwardKernels, BackwardKernels, CoreKernels;

    /// <summary>Reads the operations of a part.</summary>
    public static PartTime Of(ReadOnlySpan<OpSpec> ops, KernelSet kernels, in CollectiveGroups groups)
    {
        var time = default(PartTime);
        foreach (ref readonly var op in ops)
        {
            time.Add(op, kernels, groups);
        }

        return time;
    }

    private void Add(in OpSpec op, KernelSet kernels, in CollectiveGroups groups)
    {
        ForwardKernels += op.ForwardKernels;
        BackwardKernels += op.BackwardKernels;
        if (op.Kind == OpKind.Collective)
        {
            AddCollective(op, kernels, groups);
            return;
        }

        var forward = ForwardSeconds(op, kernels);
        Forward += forward;
        if (op.Has(OpTraits.AttentionCore))
        {
            RecomputeCore += forward;
            CoreKernels += op.ForwardKernels;
        }

        Backward += BackwardSeconds(op, kernels);
    }

    private static double ForwardSeconds(in OpSpec op, KernelSet kernels) => op.Kind switch
    {
        OpKind.Gemm or OpKind.GroupedGemm => kernels.Gemm(op.Format, op.M, op.N, op.K, op.Count),
        OpKind.Attention => kernels.Attention(op.Attention),
        _ => op.ForwardBytes > 0 ? kernels.Elementwise(op.ForwardBytes) : 0,
    };

    /// <summary>Data gradient dA[m,k] = dC[m,n]·Bᵀ, weight gradient dB[k,n] = Aᵀ·dC.</summary>
    private static double BackwardSeconds(in OpSpec op, KernelSet kernels)
    {
        switch (op.Kind)
        {
            case OpKind.Gemm or OpKind.GroupedGemm:
                return (op.Has(OpTraits.DataGradient) ? kernels.Gemm(op.Format, op.M, op.K, op.N, op.Count) : 0)
                    + (op.Has(OpTraits.WeightGradient) ? kernels.Gemm(op.Format, op.K, op.N, op.M, op.Count) : 0);
            case OpKind.Attention:
                return op.Has(OpTraits.DataGradient) ? kernels.AttentionBackward(op.Attention) : 0;
            default:
                return op.BackwardBytes > 0 ? kernels.Elementwise(op.BackwardBytes) : 0;
        }
    }

    private void AddCollective(in OpSpec op, KernelSet kernels, in CollectiveGroups groups)
    {
        var group = groups.Of(op.Scope);
        var forward = op.ForwardCollective is { } f ? kernels.Collective(f, op.CollectiveBytes, group) : 0;
        var backward = op.BackwardCollective is { } b ? kernels.Collective(b, op.CollectiveBytes, group) : 0;
        switch (op.Scope)
        {
            case CollectiveScope.Context:
                ContextForward += forward;
                ContextBackward += backward;
                break;
            case CollectiveScope.Expert:
                ExpertForward += forward;
                ExpertBackward += backward;
                break;
            default:
                TensorForward += forward;
                TensorBackward += backward;
                break;
        }
    }
}
