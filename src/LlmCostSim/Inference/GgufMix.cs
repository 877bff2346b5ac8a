using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>Which block format each tensor of a GGUF file has: llama.cpp's mixtures, in which output head, value and down projections, and the first and last layers get more bits than the name says.</summary>
/// <remarks>Rules after llama.cpp's llama_tensor_get_type, as of mid-2024, and as of September 2023 (<c>Early</c>), when the k-quant tables of its documentation were measured. Bits per weight follow from the block layouts in ggml-common.h.</remarks>
internal readonly struct GgufMix
{
    // Bits per weight of the k-quants and of q8_0.
    internal const double Q2K = 2.625, Q3K = 3.4375, Q4K = 4.5, Q5K = 5.5, Q6K = 6.5625, Q80 = 8.5;

    private readonly double basic;
    private readonly Kind kind;
    private readonly bool early;
    private readonly GgufImportanceMix? importance;

    private enum Kind
    {
        Plain,
        Q2K,
        Q3KSmall,
        Q3KMedium,
        Q3KLarge,
        Q4KSmall,
        Q4KMedium,
        Q5KSmall,
        Q5KMedium,
    }

    private GgufMix(double basic, Kind kind, bool early) => (this.basic, this.kind, this.early) = (basic, kind, early);

    private GgufMix(GgufImportanceMix importance) => (this.importance, basic) = (importance, importance.Basic);

    /// <summary>The mixture of a name such as <c>q4_k_m</c>, or <see langword="null"/>.</summary>
    /// <param name="name">llama.cpp's name of the file type, in lower case.</param>
    /// <param name="early">Whether the file is of 2023.</param>
    public static GgufMix? Find(string name, bool early = false) => name switch
    {
        "q4_0" => new(4.5, Kind.Plain, early),
        "q4_1" => new(5, Kind.Plain, early),
        "q5_0" => new(5.5, Kind.Plain, early),
        "q5_1" => new(6, Kind.Plain, early),
        "q8_0" => new(Q80, Kind.Plain, early),
        "q2_k" => new(Q2K, Kind.Q2K, early),
        "q3_k_s" => new(Q3K, Kind.Q3KSmall, early),
        "q3_k_m" => new(Q3K, Kind.Q3KMedium, early),
        "q3_k_l" => new(Q3K, Kind.Q3KLarge, early),
        "q4_k_s" => new(Q4K, Kind.Q4KSmall, early),
        "q4_k_m" => new(Q4K, Kind.Q4KMedium, early),
        "q5_k_s" => new(Q5K, Kind.Q5KSmall, early),
        "q5_k_m" => new(Q5K, Kind.Q5KMedium, early),
        "q6_k" => new(Q6K, Kind.Plain, early),
        _ => GgufImportanceMix.Find(name) is { } mix ? new(mix) : null,
    };

    /// <summary>Bits per weight of a tensor outside the layers; norms and biases stay in fp32.</summary>
    public double Outside(ParameterClass @class) => @class switch
    {
        ParameterClass.Head => importance?.Head ?? Math.Max(basic, Q6K),
        ParameterClass.Embedding => importance?.Embedding ?? basic,
        _ => 32,
    };

    /// <summary>Bits per weight of a matrix of a layer.</summary>
    /// <param name="role">What the matrix is.</param>
    /// <param name="isValue">Whether it is the value projection.</param>
    /// <param name="layer">Layer, from 0.</param>
    /// <param name="model">The model.</param>
    public double Layer(OpRole role, bool isValue, int layer, ModelSpec model)
    {
        if (importance is { } mix)
        {
            return mix.Layer(role, isValue, layer, model);
        }

        if (kind == Kind.Plain)
        {
            return basic;
        }

        var layers = model.Layers;
        var more = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;
        return role switch
        {
            OpRole.KeyValue when isValue => Value(layer, more, model),
            OpRole.AttentionOutput => AttentionOutput(),
            OpRole.FeedForwardDown => Down(layer, layers, more),
            // Until 2023 ended the 2-bit mixture kept keys, queries and gates in 3 bits.
            _ => early && kind == Kind.Q2K && role != OpRole.Query && role != OpRole.KeyValue ? Q3K : basic,
        };
    }

    private double Value(int layer, bool more, ModelSpec model)
    {
        var grouped = model.Attention.Heads / model.Attention.KeyValueHeads;
        var bits = kind switch
        {
            Kind.Q2K => grouped >= 4 ? Q4K : Q3K,
            Kind.Q3KMedium => layer < 2 ? Q5K : Q4K,
            Kind.Q3KLarge => Q5K,
            Kind.Q4KSmall => layer < 4 ? Q5K : basic,
            Kind.Q4KMedium or Kind.Q5KMedium => more ? Q6K : basic,
            _ => basic,
        };

        // Llama 2 70B: eight heads share one small value matrix, so it costs little to keep it better.
        return model.Layers == 80 && bits is Q3K or Q4K ? Q5K : bits;
    }

    private double AttentionOutput() => kind switch
    {
        Kind.Q2K => Q3K,
        Kind.Q3KMedium => Q4K,
        Kind.Q3KLarge => Q5K,
        _ => basic,
    };

    private double Down(int layer, int layers, bool more) => kind switch
    {
        Kind.Q2K => Q3K,
        Kind.Q3KMedium => layer < layers / 16 ? Q5K : Q4K,
        Kind.Q3KLarge => Q5K,
        Kind.Q4KSmall => layer < layers / 8 ? Q5K : basic,
        Kind.Q4KMedium or Kind.Q5KMedium => more ? Q6K : basic,
        _ => basic,
    };
}
