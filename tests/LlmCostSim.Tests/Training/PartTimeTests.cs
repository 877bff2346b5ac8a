using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Training;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Lowering.Expected;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// Seconds of a list of operations: which kernel each stands for, forward and backward, and what the stack makes of the kernel model's
/// time.
/// </summary>
public class PartTimeTests
{
    private const int M = 128,
        N = 256,
        K = 64;

    private static readonly KernelSet Kernels = KernelSet.Create(
        Cluster.Create(HardwareCatalog.Default.Get("H100-SXM"), 16, 8, 1600),
        StackCatalog.Default.Get("megatron-core").Libraries
    );

    /// <summary>Shares and factors that all differ.</summary>
    private static readonly TrainingPace Pace = new()
    {
        MatrixShare = 0.5,
        AttentionShare = 0.8,
        ElementwiseFactor = 3,
        TensorShare = 0.4,
        ExchangeShare = 0.2,
        MisalignedFactor = 7,
        MisalignedMatrixFactor = 5,
    };

    private static readonly CollectiveGroups Groups = new(
        CollectiveGroup.WithinNode(2),
        CollectiveGroup.WithinNode(4),
        CollectiveGroup.WithinNode(8),
        CollectiveGroup.WithinNode(2),
        CollectiveGroup.WithinNode(1)
    );

    private static readonly OpSpec Matrix = Multiply(OpRole.FeedForwardUp, M, N, K, N * K, N * K, saved: 11);

    private static PartTime Of(params OpSpec[] ops) => Of(Pace, ops);

    private static PartTime Of(TrainingPace pace, params OpSpec[] ops)
    {
        var known = default(KnownCollectives);
        return PartTime.Of(ops, Kernels, pace, Groups, ref known);
    }

    private static double Gemm(double m, double n, double k, double count = 1, NumberFormat format = NumberFormat.Bf16) =>
        Kernels.Gemm(format, m, n, k, count);

    /// <summary>C[m,n] = A[m,k]·B[k,n]; dA[m,k] = dC[m,n]·Bᵀ; dB[k,n] = Aᵀ·dC.</summary>
    [Fact]
    public void Matrix_Trained_ThreeMultiplies()
    {
        var time = Of(Matrix);
        Near(Gemm(M, N, K) / 0.5, time.Forward);
        Near(Gemm(M, K, N) / 0.5, time.InputGradient);
        Near(Gemm(K, N, M) / 0.5, time.WeightGradient);
        Assert.Equal(
            (time.Forward, time.InputGradient + time.WeightGradient, time.Forward),
            (time.MatrixForward, time.MatrixBackward, time.LastMatrix)
        );
        Assert.Equal((1, 2, 0, 11, N * K), (time.ForwardKernels, time.BackwardKernels, time.CoreKernels, time.Saved, time.Dense));
        Assert.Equal(0, time.Core);
    }

    [Fact]
    public void Matrix_Frozen_HasNoWeightGradient()
    {
        var time = Of(Matrix.Frozen());
        Assert.Equal(0, time.WeightGradient);
        Near(Gemm(M, K, N) / 0.5, time.InputGradient);
        Assert.Equal(0, Of(Matrix.Inferred()).InputGradient);
    }

    /// <summary>
    /// Each of four groups has weights of its own, which are cold: a quarter of reading them (16 bits) does not hide, nor of reading and
    /// writing their fp32 gradient (8 bytes).
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void Matrix_Grouped_ReadsColdWeights(double share)
    {
        var grouped = Matrix with { Kind = OpKind.GroupedGemm, Count = 4, ParameterClass = ParameterClass.Expert };
        PartTime With(in OpSpec op) => Of(Pace with { ColdGroupShare = share }, op);
        var (read, written) = share > 0 ? (Kernels.Elementwise(2 * share * 4 * N * K), Kernels.Elementwise(8 * share * 4 * N * K)) : (0, 0);
        var time = With(grouped);
        Near((Gemm(M, N, K, 4) / 0.5) + read, time.Forward);
        Near((Gemm(M, K, N, 4) / 0.5) + read, time.InputGradient);
        Near((Gemm(K, N, M, 4) / 0.5) + written, time.WeightGradient);
        Assert.Equal((0, N * K), (time.Dense, time.Experts));
        Assert.Equal((0, 0), (With(grouped.Frozen()).WeightGradient, With(grouped.Inferred()).InputGradient));
        Near(Gemm(M, N, K, 4) / 0.5, With(Matrix with { Count = 4 }).Forward);
    }

    /// <summary>The host waits for the router's counts, half a second forward and half backward.</summary>
    [Fact]
    public void Router_OfAMixture_IsWaitedForByTheHost()
    {
        PartTime With(double seconds, in OpSpec op) => Of(Pace with { Routing = Duration.FromSeconds(seconds) }, op);
        var router = Matrix with { Role = OpRole.Router };
        Near(With(0, router).Forward + 0.5, With(1, router).Forward);
        Near(With(0, router).InputGradient + 0.5, With(1, router).InputGradient);
        Near(With(0, router).Forward, With(1, Matrix).Forward);
        Assert.Equal(0, With(1, router.Inferred()).InputGradient);
    }

    /// <summary>
    /// Channel counts that are no multiples of 8 miss the fast kernels; rows (tokens) may be any. A head is padded by frameworks that do
    /// so.
    /// </summary>
    [Theory]
    [InlineData(M, N + 1, K, OpRole.FeedForwardUp, false, 5)]
    [InlineData(M, N, K + 4, OpRole.FeedForwardUp, false, 5)]
    [InlineData(M + 1, N, K, OpRole.FeedForwardUp, false, 1)]
    [InlineData(M, N + 1, K, OpRole.Head, true, 1)]
    [InlineData(M, N + 1, K, OpRole.Head, false, 5)]
    [InlineData(M, N + 1, K, OpRole.FeedForwardUp, true, 5)]
    [InlineData(M, N + 1, K + 1, OpRole.Head, true, 5)]
    internal void Matrix_Misaligned_TakesLonger(int m, int n, int k, OpRole role, bool pads, double factor)
    {
        var time = Of(Pace with { PadsVocabulary = pads }, Multiply(role, m, n, k, 1, 1));
        Near(factor * Gemm(m, n, k) / 0.5, time.Forward);
    }

    /// <summary>
    /// Scores and context of unfused attention: both operands are activations, so both gradients lead to the layer before; a head dimension
    /// of 60 is misaligned.
    /// </summary>
    [Theory]
    [InlineData(64, 1)]
    [InlineData(60, 7)]
    public void Matrix_OfTheCore_BothGradientsAreOfInputs(int headDim, double factor)
    {
        var core = Matrix with
        {
            N = 33,
            Flags = OpTraits.AttentionCore | OpTraits.DataGradient | OpTraits.WeightGradient,
            Attention = new AttentionShape(1, M, 0, 1, 1, headDim, headDim),
        };
        var time = Of(core);
        Near(factor * Gemm(M, 33, K) / 0.5 * (headDim % 8 == 0 ? 5 : 1), time.Forward);
        Assert.Equal((time.Forward, 1, 0), (time.Core, time.CoreKernels, time.WeightGradient));
        Near(time.MatrixBackward, time.InputGradient);
    }

    /// <summary>fp8: input and weights are cast and transposed first (4 bytes per element), the output's gradient backward.</summary>
    [Fact]
    public void Matrix_EightBits_CastsItsOperands()
    {
        var time = Of(Matrix with { Format = NumberFormat.Fp8 });
        Near((Gemm(M, N, K, 1, NumberFormat.Fp8) / 0.5) + Kernels.Elementwise(4 * 3 * (M * K + K * N)), time.Forward);
        Near((Gemm(M, K, N, 1, NumberFormat.Fp8) / 0.5) + Kernels.Elementwise(4 * 3 * M * N), time.InputGradient);
        Near(Gemm(K, N, M, 1, NumberFormat.Fp8) / 0.5, time.WeightGradient);
        Near(Gemm(M, N, K, 1, NumberFormat.Fp8) / 0.5, time.MatrixForward);
        Assert.Equal(0, Of((Matrix with { Format = NumberFormat.Fp8 }).Inferred()).InputGradient);
    }

    [Fact]
    public void Attention_Fused_IsTheCore()
    {
        var shape = new AttentionShape(2, 512, 0, 8, 8, 64, 64);
        var op = new OpSpec
        {
            Kind = OpKind.Attention,
            Role = OpRole.AttentionCore,
            Flags = OpTraits.AttentionCore | OpTraits.DataGradient,
            Format = NumberFormat.Bf16,
            Attention = shape,
            ForwardKernels = 1,
            BackwardKernels = 3,
        };
        var time = Of(op);
        Near(Kernels.Attention(shape) / 0.8, time.Forward);
        Near(Kernels.AttentionBackward(shape) / 0.8, time.InputGradient);
        Assert.Equal((time.Forward, 1, 0), (time.Core, time.CoreKernels, time.MatrixForward));
        Assert.Equal(0, Of(op with { Flags = OpTraits.AttentionCore }).InputGradient);
    }

    /// <summary>Memory-bound work of several kernels has as many floors, each over its part of the bytes.</summary>
    [Fact]
    public void Elementwise_SeveralKernels_ShareTheBytes()
    {
        var time = Of(Pass(OpRole.Activation, 6e6, 9e6, kernels: 2, backwardKernels: 3));
        Near(2 * Kernels.Elementwise(3 * 6e6 / 2), time.Forward);
        Near(3 * Kernels.Elementwise(3 * 9e6 / 3), time.InputGradient);
        Assert.Equal((0, 0), (time.Core, time.CoreKernels));
        var core = Of(Pass(OpRole.AttentionSoftmax, 6e6, 0, flags: OpTraits.AttentionCore, kernels: 4));
        Assert.Equal((core.Forward, 4, 0), (core.Core, core.CoreKernels, core.InputGradient));
        Near(Kernels.Elementwise(3 * 6e6), Of(Pass(OpRole.Residual, 6e6, 0)).Forward);
    }

    /// <summary>
    /// Tensor-parallel collectives between kernels reach the stack's share of the links; with no multiply behind them, none can hide.
    /// </summary>
    [Fact]
    public void Collective_Tensor_SumsByDirection()
    {
        var time = Of(
            Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 1e6, CollectiveKind.AllGather, CollectiveKind.ReduceScatter),
            Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 1e6, null, CollectiveKind.AllGather) with
            {
                Flags = OpTraits.BackwardOnly,
            },
            Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 2e6, null, CollectiveKind.AllReduce)
        );
        double Seconds(CollectiveKind kind, double bytes) => Kernels.Collective(kind, bytes, Groups.Tensor) / 0.4;
        Near(Seconds(CollectiveKind.AllGather, 1e6), time.TensorForward);
        Near(
            Seconds(CollectiveKind.ReduceScatter, 1e6) + Seconds(CollectiveKind.AllGather, 1e6) + Seconds(CollectiveKind.AllReduce, 2e6),
            time.TensorBackward
        );
        Assert.Equal((0, 0), (time.TensorGradient, time.TensorRegather));
        Assert.Equal((0, 0, 0), (time.ContextForward, time.ExpertBackward, time.Forward));
    }

    /// <summary>
    /// Behind the multiply that begins a tensor-parallel block, and no other, its entry's collectives can hide: not behind the one that
    /// ends the block, nor behind a mixture's router, which every rank has whole.
    /// </summary>
    [Fact]
    public void Matrix_AtTheEntryOfABlock_IsToldApart()
    {
        var enter = Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 1e6, CollectiveKind.AllGather, CollectiveKind.ReduceScatter);
        var again = Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 3e6, null, CollectiveKind.AllGather) with
        {
            Flags = OpTraits.BackwardOnly,
        };
        var leave = Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 1e6, CollectiveKind.ReduceScatter, CollectiveKind.AllGather);
        var time = Of(enter, again, Matrix, Matrix, leave, Matrix);
        Near(Gemm(M, K, N) / 0.5, time.EntryInput);
        Near(Gemm(K, N, M) / 0.5, time.EntryWeight);
        Near(Kernels.Collective(CollectiveKind.ReduceScatter, 1e6, Groups.Tensor) / 0.4, time.TensorGradient);
        Near(Kernels.Collective(CollectiveKind.AllGather, 3e6, Groups.Tensor) / 0.4, time.TensorRegather);
        var routed = Of(enter, again, Matrix with { Role = OpRole.Router }, Matrix);
        Assert.Equal((0, 0, 0, 0), (routed.EntryInput, routed.EntryWeight, routed.TensorGradient, routed.TensorRegather));
        // Nor do the gatherings within an expert, which no multiply waits beside.
        var experts = Of(
            Exchange(OpRole.ExpertExchange, CollectiveScope.ExpertTensor, 1e6, CollectiveKind.AllGather, CollectiveKind.ReduceScatter),
            Matrix
        );
        Assert.Equal((0, 0), (experts.EntryInput, experts.TensorGradient));
        Near(Kernels.Collective(CollectiveKind.ReduceScatter, 1e6, Groups.ExpertTensor) / 0.4, experts.TensorBackward);
    }

    [Fact]
    public void Collective_ContextAndExpert_HaveTheirOwnGroups()
    {
        var time = Of(
            Exchange(OpRole.ContextExchange, CollectiveScope.Context, 1e6, CollectiveKind.AllGather, CollectiveKind.ReduceScatter),
            Exchange(OpRole.ExpertExchange, CollectiveScope.Expert, 1e6, CollectiveKind.AllToAll, null)
        );
        Near(Kernels.Collective(CollectiveKind.AllGather, 1e6, Groups.Context), time.ContextForward);
        Near(Kernels.Collective(CollectiveKind.ReduceScatter, 1e6, Groups.Context), time.ContextBackward);
        // Experts' exchange runs between kernels, too.
        Near(Kernels.Collective(CollectiveKind.AllToAll, 1e6, Groups.Expert) / 0.4, time.ExpertForward);
        Assert.Equal((0, 0), (time.ExpertBackward, time.TensorForward));
    }

    /// <summary>Across nodes what micro-batches wait for reaches the stack's share of the network, whatever it is for.</summary>
    [Theory]
    [InlineData(CollectiveScope.Tensor)]
    [InlineData(CollectiveScope.Context)]
    [InlineData(CollectiveScope.Expert)]
    internal void Collective_AcrossNodes_ReachesTheExchangesShare(CollectiveScope scope)
    {
        var across = CollectiveGroup.Strided(16, 1, 8);
        var groups = new CollectiveGroups(across, across, across, across, across);
        var known = default(KnownCollectives);
        var time = PartTime.Of(
            [Exchange(OpRole.TensorExchange, scope, 1e6, CollectiveKind.AllGather, null)],
            Kernels,
            Pace,
            groups,
            ref known
        );
        Near(
            Kernels.Collective(CollectiveKind.AllGather, 1e6, across) / 0.2,
            time.TensorForward + time.ContextForward + time.ExpertForward
        );
    }

    /// <summary>The last two collectives are remembered; three in turn are still each its own.</summary>
    [Fact]
    public void Collectives_InTurn_AreNotMistakenForOneAnother()
    {
        (CollectiveKind Kind, double Bytes, CollectiveScope Scope)[] turn =
        [
            (CollectiveKind.AllGather, 1e6, CollectiveScope.Context),
            (CollectiveKind.AllReduce, 1e6, CollectiveScope.Context),
            (CollectiveKind.AllGather, 1e6, CollectiveScope.Context),
            (CollectiveKind.AllGather, 2e6, CollectiveScope.Context),
            (CollectiveKind.AllReduce, 1e6, CollectiveScope.Context),
            (CollectiveKind.AllReduce, 1e6, CollectiveScope.Expert),
            (CollectiveKind.AllReduce, 1e6, CollectiveScope.Context),
            (CollectiveKind.AllGather, 2e6, CollectiveScope.Context),
        ];
        var known = default(KnownCollectives);
        foreach (var (kind, bytes, scope) in turn)
        {
            Assert.Equal(
                Kernels.Collective(kind, bytes, Groups.Of(scope)),
                known.Seconds(kind, bytes, scope, Groups, Kernels, Pace with { TensorShare = 1 })
            );
        }
    }
}
