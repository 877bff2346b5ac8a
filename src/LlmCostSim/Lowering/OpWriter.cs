using System.Runtime.CompilerServices;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>
/// Writes the operations of one layer on one rank into a span of the caller's, so that lowering allocates nothing. Holds what all layers
/// share: norm, elementwise, collective, and what is kept and trained.
/// </summary>
internal ref struct OpWriter
{
    /// <summary>Operations that no layer exceeds.</summary>
    public const int Capacity = 96;

    private readonly Span<OpSpec> storage;
    private readonly ref readonly LoweringOptions options;
    private int count;

    public OpWriter(Span<OpSpec> storage, ModelSpec model, in LoweringOptions options, double tokensPerSequence)
    {
        this.storage = storage;
        Model = model;
        this.options = ref options;
        Tokens = options.MicroBatch * tokensPerSequence / options.Context;
        ShardTokens = options.SequenceParallel ? Tokens / options.Tensor : Tokens;
    }

    /// <summary>The model that is lowered.</summary>
    public ModelSpec Model { get; }

    /// <summary>Division, formats and kernels.</summary>
    public readonly ref readonly LoweringOptions Options => ref options;

    /// <summary>Tokens of the micro-batch on this rank inside tensor-parallel blocks.</summary>
    public double Tokens { get; }

    /// <summary>Tokens of the micro-batch on this rank outside them: divided under sequence parallelism.</summary>
    public double ShardTokens { get; }

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<OpSpec> Ops => storage[..count];

    /// <summary>Bytes per activation element.</summary>
    public readonly double E => Options.ActivationBytes;

    /// <summary>Whether the model's own weights are trained.</summary>
    public readonly bool TrainsBase
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Options.Training && Options.Adapter.Kind == AdapterKind.None;
    }

    /// <summary>Whether the stack keeps these tensors beyond need.</summary>
    public readonly bool Keeps(TensorRetention retained) => (Options.Retention & retained) != 0;

    /// <summary>Whether a frozen linear layer of <paramref name="class"/> is stored quantised.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Quantised(ParameterClass @class) =>
        Options.Adapter.Quantises
        && (
            @class is ParameterClass.Matrix or ParameterClass.Expert
            || (@class == ParameterClass.Head && Keeps(TensorRetention.QuantizedHead))
        );

    /// <summary>
    /// Whether a linear layer keeps its own input: for its weight gradient, for its adapter's (unless that keeps a copy of its own), or
    /// because the quantised kernel does so.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool KeepsInput(ParameterClass @class, bool adapted) =>
        Options.Training
        && (
            TrainsBase
            || (adapted && !Keeps(TensorRetention.AdapterDropout))
            || (Quantised(@class) && Keeps(TensorRetention.QuantizedInputs))
        );

    /// <summary>Whether the adapter is for any of these matrices.</summary>
    public readonly bool Adapts(AdapterTargets targets) => (Options.Adapter.Targets & targets) != 0;

    /// <summary>Whether the linear layers carry low-rank adapters.</summary>
    public readonly bool LowRank => Options.Adapter.Kind is AdapterKind.Lora or AdapterKind.Qlora;

    /// <summary>Whether every linear layer has a trained scale and bias, and norms are trained.</summary>
    public readonly bool ScalesOutputs => Options.Training && Options.Adapter.Kind == AdapterKind.ScaleAndBias;

    /// <summary>Whether the stack fuses all of these kernels.</summary>
    public readonly bool Fuses(KernelFusion kernels) => (Options.Fusion & kernels) == kernels;

    /// <summary>Whether the norm's kernel adds the residual, too: it then reads and writes both streams.</summary>
    public readonly bool FusesResidualNorm => !Options.Training && Fuses(KernelFusion.ResidualNorm);

    /// <summary>The share of <paramref name="total"/> that one of the tensor-parallel ranks holds, rounded up.</summary>
    public readonly int PerTensorRank(int total) => (total + Options.Tensor - 1) / Options.Tensor;

    /// <summary>
    /// Adds an operation, all of whose other members are zero, to be filled in place: copying one takes longer than the rest of its
    /// lowering.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref OpSpec Add(OpKind kind, OpRole role)
    {
        ref var op = ref storage[count++];
        op = default;
        (op.Kind, op.Role) = (kind, role);
        return ref op;
    }

    /// <summary>Memory-bound work with traffic in units of bytes.</summary>
    public void Elementwise(
        OpRole role,
        double forwardBytes,
        double backwardBytes,
        double saved = 0,
        double output = 0,
        OpTraits flags = OpTraits.None,
        int forwardKernels = 1,
        int backwardKernels = 1
    )
    {
        if (Options.MultipliesOnly)
        {
            return;
        }

        ref var op = ref Add(OpKind.Elementwise, role);
        op.Flags = flags | (Options.Training ? OpTraits.DataGradient : OpTraits.None);
        op.ForwardBytes = forwardBytes;
        op.BackwardBytes = Options.Training ? backwardBytes : 0;
        op.SavedBytes = Options.Training ? saved : 0;
        op.OutputBytes = output;
        op.ForwardKernels = forwardKernels;
        op.BackwardKernels = backwardKernels;
    }

    /// <summary>Communication; nothing is written where neither pass has any.</summary>
    public void Collective(
        OpRole role,
        CollectiveScope scope,
        double bytes,
        CollectiveKind? forward,
        CollectiveKind? backward,
        OpTraits flags = OpTraits.None
    )
    {
        if (!Options.Training)
        {
            backward = null;
        }

        if (forward is null && backward is null)
        {
            return;
        }

        ref var op = ref Add(OpKind.Collective, role);
        op.Scope = scope;
        op.Flags = flags;
        op.CollectiveBytes = bytes;
        op.ForwardCollective = forward;
        op.BackwardCollective = backward;
        op.ForwardKernels = forward is null ? 0 : 1;
        op.BackwardKernels = backward is null ? 0 : 1;
    }

    /// <summary>
    /// Entry into a column-parallel block: sequence-parallel ranks gather their tokens (and once more for the weight gradient); otherwise
    /// the gradients are summed backward (Korthikanti et al. 2022, figure 5).
    /// </summary>
    public void EnterTensorParallel()
    {
        if (Options.Tensor == 1)
        {
            return;
        }

        var bytes = Tokens * Model.HiddenSize * E;
        if (Options.SequenceParallel)
        {
            Collective(OpRole.TensorExchange, CollectiveScope.Tensor, bytes, CollectiveKind.AllGather, CollectiveKind.ReduceScatter);
            if (TrainsBase)
            {
                Collective(OpRole.TensorExchange, CollectiveScope.Tensor, bytes, null, CollectiveKind.AllGather, OpTraits.BackwardOnly);
            }
        }
        else
        {
            Collective(OpRole.TensorExchange, CollectiveScope.Tensor, bytes, null, CollectiveKind.AllReduce);
        }
    }

    /// <summary>
    /// Exit from a row-parallel block: partial sums are reduced, and scattered along the sequence where that is parallel.
    /// </summary>
    public void LeaveTensorParallel()
    {
        if (Options.Tensor == 1)
        {
            return;
        }

        var bytes = Tokens * Model.HiddenSize * E;
        if (Options.SequenceParallel)
        {
            Collective(OpRole.TensorExchange, CollectiveScope.Tensor, bytes, CollectiveKind.ReduceScatter, CollectiveKind.AllGather);
        }
        else
        {
            Collective(OpRole.TensorExchange, CollectiveScope.Tensor, bytes, CollectiveKind.AllReduce, null);
        }
    }

    /// <summary>A norm over <paramref name="width"/> channels of <paramref name="tokens"/> tokens.</summary>
    /// <remarks>
    /// One kernel each way where it is fused (LayerNorm always is): read and write forward; read input and gradient, write gradient
    /// backward. RMSNorm spelt out in fp32 casts, squares, averages, scales, casts back and multiplies by its weight: 34 bytes per 16-bit
    /// element in six kernels, 58 in ten backward, and keeps the fp32 copy.
    /// </remarks>
    public void Norm(OpRole role, double tokens, double width, bool hasBias, bool inputKept = false)
    {
        if (Options.MultipliesOnly)
        {
            return;
        }

        var elements = tokens * width;
        var spelledOut = Model.Norm == NormKind.RmsNorm && !Fuses(KernelFusion.Norm);
        var parameters = width * (hasBias ? 2 : 1);
        ref var op = ref Add(OpKind.Elementwise, role);
        op.Flags = GradientFlags(TrainsBase);
        op.ForwardBytes = spelledOut ? elements * (6 * E + 22) : (FusesResidualNorm && role != OpRole.QkNorm ? 4 : 2) * elements * E;
        op.BackwardBytes =
            !Options.Training ? 0
            : spelledOut ? elements * (9 * E + 40)
            : 3 * elements * E;
        op.SavedBytes =
            !Options.Training || (inputKept && !spelledOut) ? 0
            : spelledOut ? elements * (4 + (TrainsBase || ScalesOutputs ? E : 0))
            : elements * E;
        op.OutputBytes = elements * E;
        op.WorkspaceBytes = spelledOut ? elements * 4 : 0;
        op.ForwardKernels = spelledOut ? 6 : 1;
        op.BackwardKernels =
            spelledOut ? 10
            : TrainsBase ? 2
            : 1;
        op.Parameters = parameters;
        op.ModelParameters = parameters;
        op.ParameterClass = ParameterClass.Vector;
    }

    /// <summary>Flags of an operation whose own parameters are trained or not.</summary>
    public readonly OpTraits GradientFlags(bool trained) =>
        !Options.Training ? OpTraits.None
        : trained ? OpTraits.DataGradient | OpTraits.WeightGradient | OpTraits.Trained
        : OpTraits.DataGradient;

    /// <summary>The norm's biases, by the model's norm.</summary>
    public readonly bool NormHasBias => Model.Norm == NormKind.LayerNorm;
}
