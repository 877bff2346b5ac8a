using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Inference;

/// <summary>Bytes of a model's weights in a storage format, tensor by tensor from the lowering.</summary>
/// <remarks>Described in docs/method.md, "Memory".</remarks>
internal static class StoredWeights
{
    /// <summary>Bits per weight of a format that treats all matrices of the layers alike, scales and zero points included.</summary>
    /// <param name="format">Such as <c>bf16</c>, <c>int8</c>, <c>nf4-dq</c>, <c>int4-gptq-g128</c>.</param>
    /// <remarks>
    /// NF4 and FP4: an fp32 scale per 64, or doubly quantised 0.127 (Dettmers et al. 2023). GPTQ and AWQ: a 16-bit scale and a zero point
    /// of the weights' width per group (Frantar et al. 2022, Lin et al. 2023).
    /// </remarks>
    public static double? MatrixBits(string format)
    {
        switch (format)
        {
            case "fp32" or "tf32":
                return 32;
            case "bf16" or "fp16":
                return 16;
            case "fp8" or "int8" or "int8-gptq":
                return 8;
            case "nf4" or "fp4":
                return WeightQuantization.Nf4.BitsPerWeight(doubleQuantization: false);
            case "nf4-dq" or "fp4-dq":
                return WeightQuantization.Nf4.BitsPerWeight(doubleQuantization: true);
        }

        if (!format.StartsWith("int", StringComparison.Ordinal) || format.Length < 4 || !char.IsAsciiDigit(format[3]))
        {
            return null;
        }

        var bits = format[3] - '0';
        var group = format.LastIndexOf("-g", StringComparison.Ordinal);
        return group > 0 && int.TryParse(format.AsSpan(group + 2), out var size) && size > 0 ? bits + ((16.0 + bits) / size) : bits;
    }

    /// <summary>Bytes of all weights, undivided.</summary>
    /// <param name="model">The model.</param>
    /// <param name="format">Storage format of the matrices: as <see cref="MatrixBits"/>, or a GGUF file type.</param>
    /// <param name="quantisedHead">Whether the head is stored like the matrices; otherwise it is 16-bit.</param>
    /// <param name="early">Whether a GGUF file is of 2023.</param>
    /// <returns>Bytes, or <see langword="null"/> where the format is unknown.</returns>
    public static double? Bytes(ModelSpec model, string format, bool quantisedHead = false, bool early = false)
    {
        if (GgufMix.Find(format) is null && MatrixBits(format) is null)
        {
            return null;
        }

        var (matrices, others) = Sum(model, format, quantisedHead, early);
        return (matrices.Bits + others.Bits) / 8;
    }

    /// <summary>Mean bits per stored weight: of the layers' matrices, and of the others (embedding, head, norms, biases).</summary>
    /// <param name="model">The model: GGUF files mix formats by the place of a matrix.</param>
    /// <param name="format">Storage format, as of <see cref="Bytes"/>.</param>
    /// <exception cref="ArgumentException">The format is unknown.</exception>
    public static (double Matrices, double Others) MeanBits(ModelSpec model, string format)
    {
        if (MatrixBits(format) is { } flat)
        {
            return (flat, OtherBits(flat));
        }

        if (GgufMix.Find(format) is null)
        {
            throw new ArgumentException($"'{format}' is not known", nameof(format));
        }

        var (matrices, others) = Sum(model, format, quantisedHead: false, early: false);
        return (matrices.Bits / matrices.Count, others.Bits / others.Count);
    }

    private static ((double Bits, double Count) Matrices, (double Bits, double Count) Others) Sum(
        ModelSpec model,
        string format,
        bool quantisedHead,
        bool early
    )
    {
        var mix = GgufMix.Find(format);
        var flat = MatrixBits(format) ?? 16;
        // Parameters do not depend on lengths; an encoder is there where it has a token.
        var options = new LoweringOptions
        {
            Training = false,
            Fusion = Stacks.KernelFusion.None,
            EncoderLength = model.EncoderLayers > 0 ? 1 : 0,
        };
        Span<OpSpec> ops = new OpSpec[ModelLowering.MaxOps];
        (double Bits, double Count) matrices = default,
            others = default;
        for (var layer = 0; layer < model.Layers + model.EncoderLayers; layer++)
        {
            var kind = layer < model.Layers ? ModelLowering.KindOf(model, layer) : LayerKind.Encoder;
            var keys = true;
            foreach (ref readonly var op in ops[..ModelLowering.LowerLayer(model, kind, 0, options, ops)])
            {
                var isValue = op.Role == OpRole.KeyValue && op.Parameters > 0 && !keys;
                keys &= !(op.Role == OpRole.KeyValue && op.Parameters > 0);
                var isMatrix = op.ParameterClass is ParameterClass.Matrix or ParameterClass.Expert;
                ref var sum = ref isMatrix ? ref matrices : ref others;
                var bits =
                    isMatrix ? mix?.Layer(op.Role, isValue, layer, model, early) ?? flat
                    : mix?.Outside(op.ParameterClass) ?? OtherBits(flat);
                sum = (sum.Bits + (op.Parameters * bits), sum.Count + op.Parameters);
            }
        }

        foreach (ref readonly var op in ops[..ModelLowering.LowerEmbedding(model, options, ops)])
        {
            others = (others.Bits + (op.Parameters * OutsideBits(op.ParameterClass, mix, flat, quantisedHead)), others.Count + op.Parameters);
        }

        foreach (ref readonly var op in ops[..ModelLowering.LowerHead(model, options, true, ops)])
        {
            others = (others.Bits + (op.Parameters * OutsideBits(op.ParameterClass, mix, flat, quantisedHead)), others.Count + op.Parameters);
        }

        return (matrices, others);
    }

    private static double OutsideBits(ParameterClass @class, GgufMix? mix, double flat, bool quantisedHead) =>
        mix?.Outside(@class) ?? (@class == ParameterClass.Head && quantisedHead ? flat : OtherBits(flat));

    // What is not quantised stays in 16 bits, or in the 32 of the whole model.
    private static double OtherBits(double flat) => Math.Max(flat, 16);
}
