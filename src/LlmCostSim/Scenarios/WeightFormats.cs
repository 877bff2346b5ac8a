using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>
/// The words of scenario files for the storage of served weights: format of the multiply and bits per stored weight, scales included.
/// </summary>
internal static class WeightFormats
{
    /// <summary>Words, the format of the multiply, and the name that the storage rules know.</summary>
    public static readonly (string Name, NumberFormat Compute, string Storage)[] All =
    [
        ("bf16", NumberFormat.Bf16, "bf16"),
        ("fp16", NumberFormat.Fp16, "fp16"),
        ("fp32", NumberFormat.Fp32, "fp32"),
        ("fp8", NumberFormat.Fp8, "fp8"),
        ("int8", NumberFormat.Int8, "int8"),
        ("int8-weight-only", NumberFormat.Int8WeightOnly, "int8"),
        ("int4", NumberFormat.Int4WeightOnly, "int4-gptq-g128"),
        ("gptq", NumberFormat.Int4WeightOnly, "int4-gptq-g128"),
        ("awq", NumberFormat.Int4WeightOnly, "int4-awq-g128"),
        ("nf4", NumberFormat.Int4WeightOnly, "nf4"),
        ("nf4-dq", NumberFormat.Int4WeightOnly, "nf4-dq"),
        ("q2_k", NumberFormat.Int4WeightOnly, "q2_k"),
        ("q3_k_s", NumberFormat.Int4WeightOnly, "q3_k_s"),
        ("q3_k_m", NumberFormat.Int4WeightOnly, "q3_k_m"),
        ("q3_k_l", NumberFormat.Int4WeightOnly, "q3_k_l"),
        ("q4_0", NumberFormat.Int4WeightOnly, "q4_0"),
        ("q4_1", NumberFormat.Int4WeightOnly, "q4_1"),
        ("q4_k_s", NumberFormat.Int4WeightOnly, "q4_k_s"),
        ("q4_k_m", NumberFormat.Int4WeightOnly, "q4_k_m"),
        ("q5_0", NumberFormat.Int8WeightOnly, "q5_0"),
        ("q5_1", NumberFormat.Int8WeightOnly, "q5_1"),
        ("q5_k_s", NumberFormat.Int8WeightOnly, "q5_k_s"),
        ("q5_k_m", NumberFormat.Int8WeightOnly, "q5_k_m"),
        ("q6_k", NumberFormat.Int8WeightOnly, "q6_k"),
        ("q8_0", NumberFormat.Int8WeightOnly, "q8_0"),
        ("iq1_s", NumberFormat.Int4WeightOnly, "iq1_s"),
        ("iq1_m", NumberFormat.Int4WeightOnly, "iq1_m"),
        ("iq2_xxs", NumberFormat.Int4WeightOnly, "iq2_xxs"),
        ("iq2_xs", NumberFormat.Int4WeightOnly, "iq2_xs"),
        ("iq2_s", NumberFormat.Int4WeightOnly, "iq2_s"),
        ("iq2_m", NumberFormat.Int4WeightOnly, "iq2_m"),
        ("iq3_xxs", NumberFormat.Int4WeightOnly, "iq3_xxs"),
        ("iq3_xs", NumberFormat.Int4WeightOnly, "iq3_xs"),
        ("iq3_s", NumberFormat.Int4WeightOnly, "iq3_s"),
        ("iq3_m", NumberFormat.Int4WeightOnly, "iq3_m"),
        ("iq4_xs", NumberFormat.Int4WeightOnly, "iq4_xs"),
        ("iq4_nl", NumberFormat.Int4WeightOnly, "iq4_nl"),
    ];

    /// <summary>Words and places in <see cref="All"/>.</summary>
    public static readonly (string Name, int Value)[] Names = [.. All.Select(static (f, i) => (f.Name, i))];

    /// <summary>Words and bytes of a cached key or value element.</summary>
    public static readonly (string Name, double Value)[] Caches = [("fp16", 2), ("bf16", 2), ("fp8", 1), ("int8", 1), ("fp32", 4)];

    /// <summary>A strategy with weights stored in a format of <see cref="All"/>.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="model">The model.</param>
    /// <param name="name">Name of the format.</param>
    public static InferenceStrategy In(in InferenceStrategy strategy, ModelSpec model, string name)
    {
        var index = Array.FindIndex(All, format => format.Name == name);
        return In(strategy, model, index);
    }

    /// <summary>A strategy with weights stored in a format of <see cref="All"/>.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="model">The model.</param>
    /// <param name="index">Place of the format.</param>
    public static InferenceStrategy In(in InferenceStrategy strategy, ModelSpec model, int index)
    {
        var (matrices, others) = StoredWeights.MeanBits(model, All[index].Storage);
        return strategy with { Weights = All[index].Compute, WeightBits = matrices, OtherWeightBits = others };
    }
}
