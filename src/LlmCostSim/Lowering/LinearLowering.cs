using System.Runtime.CompilerServices;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>Lowers a linear layer: its matrix multiply, the expansion of quantised weights before it, the adapter beside it.</summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal static class LinearLowering
{
    public static void Write(ref OpWriter writer, in LinearShape linear)
    {
        var adapter = writer.Options.Adapter;
        var adapted = writer.LowRank && linear.AdaptedParts > 0;
        var quantised = writer.Quantised(linear.Class);
        var trained = writer.TrainsBase;
        if (quantised)
        {
            Dequantize(ref writer, linear.Output * linear.Input * linear.Resident);
        }

        ref var op = ref writer.Add(linear.Class == ParameterClass.Expert ? OpKind.GroupedGemm : OpKind.Gemm, linear.Role);
        op.Flags = writer.GradientFlags(trained);
        op.Format = writer.Options.Compute;
        op.M = linear.Tokens;
        op.N = linear.Output;
        op.K = linear.Input;
        op.Count = linear.Groups;
        op.Parameters = (linear.Output * linear.Input + linear.Bias) * linear.Resident;
        op.ModelParameters = linear.ModelParameters;
        op.ParameterClass = linear.Class;
        op.SavedBytes = SavedBytes(writer, linear, adapted, quantised);
        op.OutputBytes = linear.Tokens * linear.Output * linear.Groups * writer.E;
        op.ForwardKernels = 1;
        op.BackwardKernels = trained ? 2 : 1;

        if (linear.Bias > 0 && trained)
        {
            // Bias gradient: one pass over the output's gradient.
            writer.Elementwise(
                linear.Role,
                0,
                linear.Tokens * linear.Output * linear.Groups * writer.E,
                flags: OpTraits.BackwardOnly,
                forwardKernels: 0
            );
        }

        if (writer.ScalesOutputs)
        {
            Scale(ref writer, linear);
        }

        if (adapted)
        {
            Adapt(ref writer, linear, adapter);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SavedBytes(in OpWriter writer, in LinearShape linear, bool adapted, bool quantised)
    {
        if (!writer.KeepsInput(linear.Class, adapted))
        {
            return 0;
        }

        // A copy in fp32 is the layer's own, though another operation may keep the 16-bit tensor.
        var copied = quantised && writer.Keeps(TensorRetention.SinglePrecisionQuantizedInputs) && !linear.InputShared;
        return copied ? linear.Tokens * linear.Groups * linear.Input * 4 : linear.SavedInput;
    }

    /// <summary>Trained scale and bias of the output: the biased output is kept for the scale's gradient.</summary>
    private static void Scale(ref OpWriter writer, in LinearShape linear)
    {
        var bytes = linear.Tokens * linear.Output * linear.Groups * writer.E;
        ref var op = ref writer.Add(OpKind.Elementwise, OpRole.Adapter);
        op.Flags = writer.GradientFlags(trained: true) | OpTraits.Auxiliary;
        op.ForwardBytes = 2 * bytes;
        op.BackwardBytes = 3 * bytes;
        op.SavedBytes = bytes;
        op.OutputBytes = bytes;
        op.Parameters = 2 * linear.Output * linear.Resident;
        op.ModelParameters = 2 * linear.Output * linear.OutputShards * linear.Resident;
        op.ParameterClass = ParameterClass.Adapter;
        op.ForwardKernels = 2;
        op.BackwardKernels = 3;
    }

    /// <summary>
    /// Quantised weights are read packed and written in the compute format before the forward multiply and again before the data gradient
    /// (bitsandbytes; Dettmers et al. 2023, equation 5).
    /// </summary>
    public static void Dequantize(ref OpWriter writer, double weights)
    {
        var bytes = weights * ((writer.Options.Adapter.BitsPerWeight / 8) + writer.E);
        ref var op = ref writer.Add(OpKind.Elementwise, OpRole.Dequantize);
        op.Flags = OpTraits.Auxiliary | OpTraits.DataGradient;
        op.ForwardBytes = bytes;
        op.BackwardBytes = writer.Options.Training ? bytes : 0;
        op.WorkspaceBytes = weights * writer.E * writer.Options.DequantizedCopies;
        op.ForwardKernels = 1;
        op.BackwardKernels = 1;
    }

    /// <summary>Low-rank path beside the matrix: x·A then ·B, added to the output (Hu et al. 2021).</summary>
    public static void Adapt(ref OpWriter writer, in LinearShape linear, in AdapterSpec adapter)
    {
        var rank = (double)adapter.Rank;
        var parts = linear.AdaptedParts;
        var scattered = writer.Keeps(TensorRetention.ScatteredAdapterOutputs) && linear.AdaptedOutput < linear.Output;
        var flags = writer.GradientFlags(trained: true) | OpTraits.Auxiliary;
        ref var op = ref writer.Add(OpKind.Gemm, OpRole.Adapter);
        op.Flags = flags;
        op.Format = writer.Options.Compute;
        op.M = linear.Tokens * linear.Groups;
        op.N = rank * parts;
        op.K = linear.Input;
        op.Count = 1;
        op.Parameters = rank * parts * linear.Input * linear.Resident;
        op.ModelParameters = rank * parts * linear.Input * linear.InputShards * linear.Resident;
        op.ParameterClass = ParameterClass.Adapter;
        op.SavedBytes = writer.Keeps(TensorRetention.AdapterDropout) ? linear.Tokens * linear.Groups * linear.Input * (writer.E + 1) : 0;
        op.OutputBytes = linear.Tokens * linear.Groups * rank * parts * writer.E;
        op.ForwardKernels = 1;
        op.BackwardKernels = 2;

        op = ref writer.Add(OpKind.Gemm, OpRole.Adapter);
        op.Flags = flags;
        op.Format = writer.Options.Compute;
        op.M = linear.Tokens * linear.Groups;
        op.N = linear.AdaptedOutput;
        op.K = rank;
        op.Count = 1;
        op.Parameters = rank * linear.AdaptedOutput * linear.Resident;
        op.ModelParameters = rank * linear.AdaptedOutput * linear.OutputShards * linear.Resident;
        op.ParameterClass = ParameterClass.Adapter;
        op.SavedBytes =
            linear.Tokens * linear.Groups * rank * parts * writer.E
            + (scattered ? linear.Tokens * linear.Groups * linear.AdaptedOutput * writer.E : 0);
        op.OutputBytes = linear.Tokens * linear.Groups * linear.AdaptedOutput * writer.E;
        op.ForwardKernels = 1;
        op.BackwardKernels = 2;
        var output = linear.Tokens * linear.Groups * linear.AdaptedOutput * writer.E;
        writer.Elementwise(OpRole.Adapter, 3 * output, output, flags: OpTraits.Auxiliary);
    }
}
