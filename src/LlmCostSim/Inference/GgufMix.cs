using LlmCostSim.Facts;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>
/// Bits per weight of the tensors of a type of GGUF file: llama.cpp's mixtures, in which output head, value and down projections, and the
/// first and last layers get more bits than the name says.
/// </summary>
/// <remarks>The data, with its sources, is <c>Inference/Data/gguf.json</c>.</remarks>
internal sealed class GgufMix
{
    private const string File = "Inference/Data/gguf.json";

    // Norms and biases stay in fp32.
    private const double Rest = 32;

    private static readonly Dictionary<string, GgufMix> Known = EmbeddedData.Read(File, Read);

    private readonly double basic,
        head,
        embedding;
    private readonly GgufCase[] cases;

    private GgufMix(FactReader facts, Dictionary<string, double> bits)
    {
        (basic, head, embedding) = (bits[facts.Text("block")], bits[facts.Text("head")], bits[facts.Text("embedding")]);
        cases =
        [
            .. facts.List(
                "cases",
                item => new GgufCase(
                    item.Choice<GgufTensor>("tensor"),
                    item.Has("where") ? item.Choice<GgufWhere>("where") : GgufWhere.Always,
                    bits[item.Text("block")]
                )
            ),
        ];
    }

    /// <summary>The mixture of a name such as <c>q4_k_m</c>, or <see langword="null"/>.</summary>
    /// <param name="name">llama.cpp's name of the file type, in lower case.</param>
    public static GgufMix? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Bits per weight of a tensor outside the layers.</summary>
    public double Outside(ParameterClass @class) =>
        @class switch
        {
            ParameterClass.Head => head,
            ParameterClass.Embedding => embedding,
            _ => Rest,
        };

    /// <summary>Bits per weight of a matrix of a layer.</summary>
    /// <param name="role">What the matrix is.</param>
    /// <param name="isValue">Whether it is the value projection.</param>
    /// <param name="layer">Layer, from 0.</param>
    /// <param name="model">The model.</param>
    /// <param name="early">Whether the file is of 2023.</param>
    public double Layer(OpRole role, bool isValue, int layer, ModelSpec model, bool early)
    {
        var tensor = role switch
        {
            OpRole.KeyValue when isValue => GgufTensor.Value,
            OpRole.Query or OpRole.KeyValue => GgufTensor.QueryKey,
            OpRole.AttentionOutput => GgufTensor.Output,
            OpRole.FeedForwardDown => GgufTensor.Down,
            _ => GgufTensor.Other,
        };
        foreach (ref readonly var known in cases.AsSpan())
        {
            if (known.Tensor == tensor && known.Holds(layer, model, early))
            {
                return known.Bits;
            }
        }

        return basic;
    }

    private static Dictionary<string, GgufMix> Read(FactReader facts)
    {
        _ = facts.Text("note");
        _ = facts.Texts("sources");
        var bits = facts
            .List("blocks", static block => (Name: block.Text("name"), Bits: block.Positive("bits")))
            .ToDictionary(block => block.Name, block => block.Bits, StringComparer.Ordinal);
        return facts
            .List("files", file => (Name: file.Text("name"), Mix: new GgufMix(file, bits)))
            .ToDictionary(file => file.Name, file => file.Mix, StringComparer.Ordinal);
    }
}
