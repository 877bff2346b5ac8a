using System.Diagnostics;
using System.Runtime.CompilerServices;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Training;

/// <summary>Seconds of one part (layer, embedding, head) on one rank for one micro-batch: the time reading of its operations.</summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal struct PartTime
{
    /// <summary>Device seconds: forward, gradient of the inputs, gradient of the weights.</summary>
    public double Forward,
        InputGradient,
        WeightGradient;

    /// <summary>Device seconds forward of the attention core, and of the last matrix multiply.</summary>
    public double Core,
        LastMatrix;

    /// <summary>
    /// Device seconds of matrix multiplies, behind which collectives can hide; of the backward ones, the gradients of the inputs and the
    /// weights of those that begin a tensor-parallel block.
    /// </summary>
    public double MatrixForward,
        MatrixBackward,
        EntryInput,
        EntryWeight;

    /// <summary>
    /// Seconds of collectives by direction; of the tensor-parallel ones backward, those that complete the gradient of a multiply's input,
    /// and those that gather its input once more.
    /// </summary>
    public double TensorForward,
        TensorBackward,
        TensorGradient,
        TensorRegather,
        ContextForward,
        ContextBackward,
        ExpertForward,
        ExpertBackward;

    /// <summary>Kernels to launch.</summary>
    public int ForwardKernels,
        BackwardKernels,
        CoreKernels;

    /// <summary>
    /// Parameters on the rank: all but experts and adapters, those of them in matrices that an adapter may quantise, experts, adapters.
    /// </summary>
    public double Dense,
        Matrices,
        Experts,
        Adapters;

    /// <summary>Bytes kept for the backward pass, but for the loss; and of these what selective recomputation keeps.</summary>
    public double Saved,
        SavedSelective;

    /// <summary>Reads the operations of a part.</summary>
    public static PartTime Of(
        ReadOnlySpan<OpSpec> ops,
        KernelSet kernels,
        TrainingPace pace,
        in CollectiveGroups groups,
        ref KnownCollectives known
    )
    {
        var time = default(PartTime);
        var entry = default(Entry);
        foreach (ref readonly var op in ops)
        {
            time.ForwardKernels += op.ForwardKernels;
            time.BackwardKernels += op.BackwardKernels;
            if (op.Role != OpRole.Loss)
            {
                time.Saved += op.SavedBytes;
                time.SavedSelective += op.SelectiveSavedBytes;
            }

            time.AddParameters(op);
            switch (op.Kind)
            {
                case OpKind.Collective:
                    entry = entry.And(op, time.AddCollective(op, kernels, pace, groups, ref known));
                    break;
                case OpKind.Gemm or OpKind.GroupedGemm:
                    time.AddMatrix(op, kernels, pace, op.Role == OpRole.Router ? default : entry);
                    entry = default;
                    break;
                case OpKind.Attention:
                    time.AddAttention(op, kernels, pace);
                    break;
                case OpKind.Elementwise:
                    time.AddElementwise(op, kernels, pace);
                    break;
                default:
                    throw new UnreachableException($"no time for {op.Kind}");
            }
        }

        return time;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddParameters(in OpSpec op)
    {
        switch (op.ParameterClass)
        {
            case ParameterClass.Expert:
                Experts += op.Parameters;
                break;
            case ParameterClass.Adapter:
                Adapters += op.Parameters;
                break;
            case ParameterClass.Matrix:
                Dense += op.Parameters;
                Matrices += op.Parameters;
                break;
            default:
                Dense += op.Parameters;
                break;
        }
    }

    /// <summary>C[m,n] = A[m,k]·B[k,n]; input gradient dA[m,k] = dC[m,n]·Bᵀ, weight gradient dB[k,n] = Aᵀ·dC.</summary>
    /// <param name="op">The multiply.</param>
    /// <param name="kernels">The kernel models.</param>
    /// <param name="pace">The stack's shares.</param>
    /// <param name="entry">What begins the tensor-parallel block of which it is the first multiply.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddMatrix(in OpSpec op, KernelSet kernels, TrainingPace pace, in Entry entry)
    {
        var core = op.Has(OpTraits.AttentionCore);
        var factor = 1 / pace.MatrixShare;
        if (core && op.Attention.HeadDim % 8 != 0)
        {
            factor *= pace.MisalignedFactor;
        }
        else if ((Misaligned(op.N) && !(pace.PadsVocabulary && op.Role == OpRole.Head)) || Misaligned(op.K))
        {
            factor *= pace.MisalignedMatrixFactor;
        }

        var forward = factor * kernels.Multiply(op, op.M, op.N, op.K);
        var input = op.Has(OpTraits.DataGradient) ? factor * kernels.Multiply(op, op.M, op.K, op.N) : 0;
        var weight = op.Has(OpTraits.WeightGradient) ? factor * kernels.Multiply(op, op.K, op.N, op.M) : 0;
        if (op.Kind == OpKind.GroupedGemm && pace.ColdGroupShare > 0)
        {
            // Each group has weights of its own, which no kernel before has left in a cache: they are read, and their fp32 gradient is read
            // and written.
            var weights = pace.ColdGroupShare * op.Count * op.N * op.K;
            var read = kernels.Elementwise(2 * weights);
            forward += read;
            input += input > 0 ? read : 0;
            weight += weight > 0 ? kernels.Elementwise(8 * weights) : 0;
        }

        if (op.Format == NumberFormat.Fp8)
        {
            AddCasts(op, kernels, pace);
        }

        if (op.Role == OpRole.Router)
        {
            // The host learns from the router how many tokens each expert has, and launches nothing ahead meanwhile.
            Forward += 0.5 * pace.Routing.TotalSeconds;
            InputGradient += op.Has(OpTraits.DataGradient) ? 0.5 * pace.Routing.TotalSeconds : 0;
        }

        Forward += forward;
        MatrixForward += forward;
        MatrixBackward += input + weight;
        LastMatrix = forward;
        if (core)
        {
            // Both operands are activations: both gradients are on the way to the layer before.
            (Core, CoreKernels) = (Core + forward, CoreKernels + op.ForwardKernels);
            InputGradient += input + weight;
            return;
        }

        InputGradient += input;
        WeightGradient += weight;
        if (entry.Reduction > 0)
        {
            EntryInput += input;
            EntryWeight += weight;
            TensorGradient += entry.Reduction;
            TensorRegather += entry.Regather;
        }
    }

    // Whether rows of so many elements do not begin on 16 bytes. A remainder of doubles is a call; an eighth is exact.
    private static bool Misaligned(double elements) => Math.Floor(elements / 8) != elements / 8;

    /// <summary>
    /// An 8-bit multiply has its operands cast and transposed first: 16-bit values read, an 8-bit copy written each way round, four bytes
    /// per element of the input and the weights forward and of the output's gradient backward (Transformer Engine's recipe; Micikevicius et
    /// al. 2022).
    /// </summary>
    private void AddCasts(in OpSpec op, KernelSet kernels, TrainingPace pace)
    {
        Forward += kernels.Elementwise(4 * pace.ElementwiseFactor * op.Count * ((op.M * op.K) + (op.K * op.N)));
        InputGradient += op.Has(OpTraits.DataGradient) ? kernels.Elementwise(4 * pace.ElementwiseFactor * op.Count * op.M * op.N) : 0;
    }

    private void AddAttention(in OpSpec op, KernelSet kernels, TrainingPace pace)
    {
        var forward = kernels.Attention(op.Attention, format: op.Format) / pace.AttentionShare;
        Forward += forward;
        (Core, CoreKernels) = (Core + forward, CoreKernels + op.ForwardKernels);
        if (op.Has(OpTraits.DataGradient))
        {
            InputGradient += kernels.AttentionBackward(op.Attention, op.Format) / pace.AttentionShare;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddElementwise(in OpSpec op, KernelSet kernels, TrainingPace pace)
    {
        var forward = Streaming(op.ForwardBytes * pace.ElementwiseFactor, op.ForwardKernels, kernels);
        Forward += forward;
        InputGradient += Streaming(op.BackwardBytes * pace.ElementwiseFactor, op.BackwardKernels, kernels);
        if (op.Has(OpTraits.AttentionCore))
        {
            (Core, CoreKernels) = (Core + forward, CoreKernels + op.ForwardKernels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Streaming(double bytes, int count, KernelSet kernels) =>
        !(bytes > 0) ? 0
        : count > 1 ? count * kernels.Elementwise(bytes / count)
        : kernels.Elementwise(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double AddCollective(in OpSpec op, KernelSet kernels, TrainingPace pace, in CollectiveGroups groups, ref KnownCollectives known)
    {
        var forward = op.ForwardCollective is { } f ? known.Seconds(f, op.CollectiveBytes, op.Scope, groups, kernels, pace) : 0;
        var backward = op.BackwardCollective is { } b ? known.Seconds(b, op.CollectiveBytes, op.Scope, groups, kernels, pace) : 0;
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

        return backward;
    }

    /// <summary>
    /// Seconds of the backward collectives at the entry of a tensor-parallel block, which can run beside the gradients of its first multiply:
    /// the reduction of the input's gradient, and the input gathered once more.
    /// </summary>
    private readonly record struct Entry(double Reduction, double Regather)
    {
        public Entry And(in OpSpec op, double backward) =>
            op.Role != OpRole.TensorExchange ? this
            : op.Has(OpTraits.BackwardOnly) ? this with { Regather = Regather + backward }
            : op.BackwardCollective is CollectiveKind.AllReduce or CollectiveKind.ReduceScatter
                ? this with
                {
                    Reduction = Reduction + backward,
                }
            : this;
    }
}
