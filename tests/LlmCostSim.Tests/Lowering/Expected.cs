using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Tests.Lowering;

/// <summary>
/// Operations as a test works them out: what is the same for every one of a kind is said here once, the figures by the test.
/// </summary>
internal static class Expected
{
    public const OpTraits Trained = OpTraits.DataGradient | OpTraits.WeightGradient | OpTraits.Trained;

    /// <summary>
    /// A trained matrix multiply of <paramref name="m"/> tokens: one kernel forward, one for each gradient, a result in 16 bits.
    /// </summary>
    public static OpSpec Multiply(OpRole role, double m, double n, double k, double parameters, double ofModel, double saved = 0) =>
        new()
        {
            Kind = OpKind.Gemm,
            Role = role,
            Flags = Trained,
            Format = NumberFormat.Bf16,
            M = m,
            N = n,
            K = k,
            Count = 1,
            Parameters = parameters,
            ModelParameters = ofModel,
            SavedBytes = saved,
            OutputBytes = 2 * m * n,
            ForwardKernels = 1,
            BackwardKernels = 2,
        };

    /// <summary>The same with weights that are not trained: no weight gradient.</summary>
    public static OpSpec Frozen(this OpSpec multiply) => multiply with { Flags = OpTraits.DataGradient, BackwardKernels = 1 };

    /// <summary>The same while nothing is trained.</summary>
    public static OpSpec Inferred(this OpSpec multiply) =>
        multiply with
        {
            Flags = OpTraits.None,
            BackwardKernels = multiply.BackwardKernels - 1,
            SavedBytes = 0,
        };

    /// <summary>Memory-bound work.</summary>
    public static OpSpec Pass(
        OpRole role,
        double forward,
        double backward,
        double saved = 0,
        double output = 0,
        OpTraits flags = OpTraits.DataGradient,
        int kernels = 1,
        int backwardKernels = 1
    ) =>
        new()
        {
            Kind = OpKind.Elementwise,
            Role = role,
            Flags = flags,
            ForwardBytes = forward,
            BackwardBytes = backward,
            SavedBytes = saved,
            OutputBytes = output,
            ForwardKernels = kernels,
            BackwardKernels = backwardKernels,
        };

    /// <summary>
    /// A fused, trained norm over <paramref name="elements"/> in 16 bits: read and write; backward read input and gradient, write gradient;
    /// the input is kept.
    /// </summary>
    public static OpSpec Norm(OpRole role, double elements, double parameters) =>
        Pass(role, 4 * elements, 6 * elements, 2 * elements, 2 * elements, Trained, backwardKernels: 2) with
        {
            Parameters = parameters,
            ModelParameters = parameters,
            ParameterClass = ParameterClass.Vector,
        };

    /// <summary>Communication.</summary>
    public static OpSpec Exchange(
        OpRole role,
        CollectiveScope scope,
        double bytes,
        CollectiveKind? forward,
        CollectiveKind? backward,
        OpTraits flags = OpTraits.None
    ) =>
        new()
        {
            Kind = OpKind.Collective,
            Role = role,
            Scope = scope,
            Flags = flags,
            CollectiveBytes = bytes,
            ForwardCollective = forward,
            BackwardCollective = backward,
            ForwardKernels = forward is null ? 0 : 1,
            BackwardKernels = backward is null ? 0 : 1,
        };
}
