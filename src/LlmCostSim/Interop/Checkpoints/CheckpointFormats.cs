using LlmCostSim.Facts;

namespace LlmCostSim.Interop;

/// <summary>The number formats of GGUF and safetensors files: names and sizes.</summary>
internal sealed class CheckpointFormats
{
    private const string File = "Interop/Data/checkpoint-formats.json";

    private CheckpointFormats(Dictionary<uint, BlockFormat> ggml, Dictionary<long, string> mixtures, Dictionary<string, int> safetensors) =>
        (Ggml, Mixtures, Safetensors) = (ggml, mixtures, safetensors);

    /// <summary>The formats that ship.</summary>
    public static CheckpointFormats Default { get; } =
        EmbeddedData.Read(
            File,
            static facts => new CheckpointFormats(
                Types(
                    facts,
                    "ggmlTypes",
                    static t => new KeyValuePair<uint, BlockFormat>(
                        (uint)t.Integer("id"),
                        new BlockFormat(t.Text("name"), t.Integer("block"), t.Integer("bytes"))
                    )
                ),
                Types(facts, "ggufMixtures", static t => new KeyValuePair<long, string>(t.Integer("id"), t.Text("name"))),
                Types(facts, "safetensors", static t => new KeyValuePair<string, int>(t.Text("name"), t.Integer("bits")))
            )
        );

    /// <summary>GGUF's tensor formats by number.</summary>
    public IReadOnlyDictionary<uint, BlockFormat> Ggml { get; }

    /// <summary>GGUF's file types by number: llama.cpp's name in lower case.</summary>
    public IReadOnlyDictionary<long, string> Mixtures { get; }

    /// <summary>Bits per element of safetensors' formats.</summary>
    public IReadOnlyDictionary<string, int> Safetensors { get; }

    private static Dictionary<TKey, TValue> Types<TKey, TValue>(
        FactReader facts,
        string name,
        Func<FactReader, KeyValuePair<TKey, TValue>> read
    )
        where TKey : notnull
    {
        FactReader group = facts.Object(name);
        group.Text("source");
        return new(group.List("types", read));
    }
}
