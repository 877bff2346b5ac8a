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

        writer.Add(new OpSpec
        {
            Kind = linear.Class == ParameterClass.Expert ? OpKind.GroupedGemm : OpKind.Gemm,
            Role = linear.Role,
            Flags = writer.GradientFlags(trained),
            Format = writer.Options.Compute,
            M = linear.Tokens,
            N = linear.Output,
            K = linear.Input,
            Count = linear.Groups,
            Parameters = (linear.Output * linear.Input + linear.Bias) * linear.Resident,
            ModelParameters = linear.ModelParameters,
            ParameterClass = linear.Class,
            SavedBytes = SavedBytes(writer, linear, adapted, quantised),
            OutputBytes = linear.Tokens * linear.Output * linear.Groups * writer.E,
            ForwardKernels = 1,
            BackwardKernels = trained ? 2 : 1,
        });

        if (linear.Bias > 0 && trained)
        {
            // Bias gradient: one pass over the output's gradient.
            writer.Elementwise(linear.Role, 0, linear.Tokens * linear.Output * linear.Groups * writer.E, flags: OpTraits.BackwardOnly, forwardKernels: 0);
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
        writer.Add(new OpSpec
        {
            Kind = OpKind.Elementwise,
            Role = OpRole.Adapter,
            Flags = writer.GradientFlags(trained: true) | OpTraits.Auxiliary,
            ForwardBytes = 2 * bytes,
            BackwardBytes = 3 * bytes,
            SavedBytes = bytes,
            OutputBytes = bytes,
            Parameters = 2 * linear.Output * linear.Resident,
            ModelParameters = 2 * linear.Output * linear.OutputShards * linear.Resident,
            ParameterClass = ParameterClass.Adapter,
            ForwardKernels = 2,
            BackwardKernels = 3,
        });
    }

    /// <summary>Quantised weights are read packed and written in the compute format before the forward multiply and again before the data gradient (bitsandbytes; Dettmers et al. 2023, equation 5).</summary>
    public static void Dequantize(ref OpWriter writer, double weights)
    {
        var bytes = weights * ((writer.Options.Adapter.BitsPerWeight / 8) + writer.E);
        writer.Add(new OpSpec
        {
            Kind = OpKind.Elementwise,
            Role = OpRole.Dequantize,
            Flags = OpTraits.Auxiliary | OpTraits.DataGradient,
            ForwardBytes = bytes,
            BackwardBytes = writer.Options.Training ? bytes : 0,
            WorkspaceBytes = weights * writer.E * writer.Options.DequantizedCopies,
            ForwardKernels = 1,
            BackwardKernels = 1,
        });
    }

    /// <summary>Low-rank path beside the matrix: x·A then ·B, added to the output (Hu et al. 2021).</summary>
    public static void Adapt(ref OpWriter writer, in LinearShape linear, in AdapterSpec adapter)
    {
        var rank = (double)adapter.Rank;
        var parts = linear.AdaptedParts;
        var scattered = writer.Keeps(TensorRetention.ScatteredAdapterOutputs) && linear.AdaptedOutput < linear.Output;
        var flags = writer.GradientFlags(trained: true) | OpTraits.Auxiliary;
        writer.Add(new OpSpec
        {
            Kind = OpKind.Gemm,
            Role = OpRole.Adapter,
            Flags = flags,
            Format = writer.Options.Compute,
            M = linear.Tokens * linear.Groups,
            N = rank * parts,
            K = linear.Input,
            Count = 1,
            Parameters = rank * parts * linear.Input * linear.Resident,
            ModelParameters = rank * parts * linear.Input * linear.InputShards * linear.Resident,
            ParameterClass = ParameterClass.Adapter,
            SavedBytes = writer.Keeps(TensorRetention.AdapterDropout) ? linear.Tokens * linear.Groups * linear.Input * (writer.E + 1) : 0,
            OutputBytes = linear.Tokens * linear.Groups * rank * parts * writer.E,
            ForwardKernels = 1,
            BackwardKernels = 2,
        });
        writer.Add(new OpSpec
        {
            Kind = OpKind.Gemm,
            Role = OpRole.Adapter,
            Flags = flags,
            Format = writer.Options.Compute,
            M = linear.Tokens * linear.Groups,
            N = linear.AdaptedOutput,
            K = rank,
            Count = 1,
            Parameters = rank * linear.AdaptedOutput * linear.Resident,
            ModelParameters = rank * linear.AdaptedOutput * linear.OutputShards * linear.Resident,
            ParameterClass = ParameterClass.Adapter,
            SavedBytes = linear.Tokens * linear.Groups * rank * parts * writer.E
                + (scattered ? linear.Tokens * linear.Groups * linear.AdaptedOutput * writer.E : 0),
            OutputBytes = linear.Tokens * linear.Groups * linear.AdaptedOutput * writer.E,
            ForwardKernels = 1,
            BackwardKernels = 2,
        });
        var output = linear.Tokens * linear.Groups * linear.AdaptedOutput * writer.E;
        writer.Elementwise(OpRole.Adapter, 3 * output, output, flags: OpTraits.Auxiliary);
    }
}
