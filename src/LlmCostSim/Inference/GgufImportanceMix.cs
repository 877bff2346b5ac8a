using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>
/// Bits per weight of the tensors of llama.cpp's importance-quantised files (<c>iq…</c>), made with an importance matrix. Rules after llama_tensor_get_type as of 2024, block sizes
/// after ggml-common.h; they give the sizes of llama.cpp's table for Llama 3.1 8B to four digits.
/// </summary>
/// <param name="Basic">What is not named below.</param>
/// <param name="Embedding">Token embedding.</param>
/// <param name="Head">Output head.</param>
/// <param name="GroupedValue">Value projection shared by four query heads or more.</param>
/// <param name="Value">Value projection otherwise.</param>
/// <param name="Output">Attention's output projection.</param>
/// <param name="FirstDown">Down projection of the first eighth of the layers.</param>
/// <param name="QueryKey">Query and key projections.</param>
/// <param name="MiddleUp">Gate and up projections but in the first and last eighth of the layers.</param>
internal readonly record struct GgufImportanceMix(
    double Basic, double Embedding, double Head, double GroupedValue, double Value, double Output, double FirstDown, double QueryKey, double MiddleUp)
{
    private const double I1S = 1.5625, I1M = 1.75, I2XXS = 2.0625, I2XS = 2.3125, I2S = 2.5625, I3XXS = 3.0625, I3S = 3.4375, I4XS = 4.25, I4NL = 4.5;
    private const double Q2K = GgufMix.Q2K, Q4K = GgufMix.Q4K, Q5K = GgufMix.Q5K, Q6K = GgufMix.Q6K;

    /// <summary>The mixture of a name such as <c>iq2_xs</c>, or <see langword="null"/>.</summary>
    public static GgufImportanceMix? Find(string name) => name switch
    {
        "iq1_s" => new(I1S, Q2K, Q5K, Q4K, Q2K, I2XXS, Q2K, I1S, I1S),
        "iq1_m" => new(I1M, Q2K, Q5K, Q4K, Q2K, I2XXS, Q2K, I1M, I1M),
        "iq2_xxs" => new(I2XXS, Q2K, Q5K, Q4K, Q2K, I2XXS, Q2K, I2XXS, I2XXS),
        "iq2_xs" => new(I2XS, Q2K, Q5K, Q4K, Q2K, I2XS, Q2K, I2XS, I2XS),
        "iq2_s" => new(I2XS, I3S, Q5K, Q4K, I3S, I3S, I3S, I2XS, I2XS),
        "iq2_m" => new(I2S, I3S, Q5K, Q4K, I3S, I3S, I3S, I2S, I2S),
        "iq3_xxs" => new(I3XXS, I3S, Q5K, Q4K, I3XXS, I3S, I3XXS, I2S, I3XXS),
        "iq3_xs" => new(I3S, I3S, Q6K, Q4K, I3S, I3S, I3S, I3XXS, I3XXS),
        "iq3_s" => new(I3S, I3S, Q6K, Q4K, I3S, I3S, I3S, I3S, I3S),
        "iq3_m" => new(I3S, I3S, Q6K, Q4K, Q4K, Q4K, Q4K, I3S, I3S),
        "iq4_xs" => new(I4XS, I4XS, Q6K, Q5K, I4XS, I4XS, Q5K, I4XS, I4XS),
        "iq4_nl" => new(I4NL, I4NL, Q6K, Q5K, I4NL, I4NL, Q5K, I4NL, I4NL),
        _ => null,
    };

    /// <summary>Bits per weight of a matrix of a layer.</summary>
    public double Layer(OpRole role, bool isValue, int layer, ModelSpec model)
    {
        var eighth = model.Layers / 8;
        return role switch
        {
            OpRole.KeyValue when isValue => model.Attention.Heads >= 4 * model.Attention.KeyValueHeads ? GroupedValue : Value,
            OpRole.Query or OpRole.KeyValue => QueryKey,
            OpRole.AttentionOutput => Output,
            OpRole.FeedForwardDown => layer < eighth ? FirstDown : Basic,
            _ => layer >= eighth && layer < 7 * eighth ? MiddleUp : Basic,
        };
    }
}
