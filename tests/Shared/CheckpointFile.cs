using System.Text;
using System.Text.Json;

namespace LlmCostSim.Tests;

/// <summary>
/// Writes the headers of checkpoints as the formats' descriptions say, tensors included in the counts but not in the bytes.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>A safetensors header for tensors of names, formats and shapes, rows first.</summary>
    public static byte[] Safetensors(params (string Name, string Format, int Bytes, long[] Shape)[] tensors)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString("format", "pt");
            writer.WriteEndObject();
            long offset = 0;
            foreach (var (name, format, bytes, shape) in tensors)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", format);
                writer.WriteStartArray("shape");
                foreach (long size in shape)
                {
                    writer.WriteNumberValue(size);
                }

                writer.WriteEndArray();
                long end = offset + (shape.Aggregate(1L, static (a, b) => a * b) * bytes);
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(end);
                writer.WriteEndArray();
                writer.WriteEndObject();
                offset = end;
            }

            writer.WriteEndObject();
        }

        return [.. BitConverter.GetBytes((ulong)json.Length), .. json.ToArray()];
    }

    /// <summary>The tensors of a LLaMA-like model under Hugging Face's names.</summary>
    public static (string Name, string Format, int Bytes, long[] Shape)[] Llama(
        int layers,
        int hidden,
        int queryRows,
        int keyRows,
        int width,
        int vocabulary,
        string format = "BF16"
    ) =>
        [
            ("model.embed_tokens.weight", format, 2, [vocabulary, hidden]),
            .. Enumerable
                .Range(0, layers)
                .SelectMany(i =>
                    new (string, string, int, long[])[]
                    {
                        ($"model.layers.{i}.self_attn.q_proj.weight", format, 2, [queryRows, hidden]),
                        ($"model.layers.{i}.self_attn.k_proj.weight", format, 2, [keyRows, hidden]),
                        ($"model.layers.{i}.self_attn.v_proj.weight", format, 2, [keyRows, hidden]),
                        ($"model.layers.{i}.self_attn.o_proj.weight", format, 2, [hidden, queryRows]),
                        ($"model.layers.{i}.mlp.gate_proj.weight", format, 2, [width, hidden]),
                        ($"model.layers.{i}.mlp.up_proj.weight", format, 2, [width, hidden]),
                        ($"model.layers.{i}.mlp.down_proj.weight", format, 2, [hidden, width]),
                        ($"model.layers.{i}.input_layernorm.weight", format, 2, [hidden]),
                        ($"model.layers.{i}.post_attention_layernorm.weight", format, 2, [hidden]),
                    }
                ),
            ("model.norm.weight", format, 2, [hidden]),
            ("lm_head.weight", format, 2, [vocabulary, hidden]),
        ];

    /// <summary>A GGUF header, version 3.</summary>
    public static byte[] Gguf(
        IReadOnlyList<(string Key, object Value)> metadata,
        IReadOnlyList<(string Name, uint Type, long[] Shape)> tensors
    )
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        foreach (var (key, value) in metadata)
        {
            Text(writer, key);
            Value(writer, value);
        }

        foreach (var (name, type, shape) in tensors)
        {
            Text(writer, name);
            writer.Write((uint)shape.Length);
            foreach (long size in shape.Reverse())
            {
                writer.Write((ulong)size);
            }

            writer.Write(type);
            writer.Write(0UL);
        }

        return stream.ToArray();
    }

    /// <summary>
    /// Llama 2 7B as llama.cpp's q4_k_m mixture stores it: 6-bit value and down projections in the first, last and every third layer
    /// between, a 6-bit head.
    /// </summary>
    public static byte[] Llama2Q4KM(int hidden = 4096, int layers = 32, int heads = 32, int width = 11008)
    {
        (string, object)[] metadata =
        [
            ("general.architecture", "llama"),
            ("general.name", "a tune of Llama 2"),
            ("general.file_type", 15u),
            ("llama.block_count", (uint)layers),
            ("llama.context_length", 4096u),
            ("llama.embedding_length", (uint)hidden),
            ("llama.feed_forward_length", (uint)width),
            ("llama.attention.head_count", (uint)heads),
            ("llama.attention.head_count_kv", (uint)heads),
            ("llama.attention.layer_norm_rms_epsilon", 1e-5f),
            ("tokenizer.ggml.model", "llama"),
            ("tokenizer.ggml.tokens", new[] { "<unk>", "<s>", "</s>" }),
            ("tokenizer.ggml.scores", new[] { 0f, 1f, 2f }),
        ];
        return Gguf(metadata, [.. TensorsQ4KM(hidden, layers, width)]);
    }

    private static IEnumerable<(string Name, uint Type, long[] Shape)> TensorsQ4KM(int hidden, int layers, int width)
    {
        const uint F32 = 0,
            Q4K = 12,
            Q6K = 14;
        return
        [
            ("token_embd.weight", Q4K, [32000, hidden]),
            ("output_norm.weight", F32, [hidden]),
            ("output.weight", Q6K, [32000, hidden]),
            .. Enumerable.Range(0, layers).SelectMany(OfLayer),
        ];

        IEnumerable<(string, uint, long[])> OfLayer(int i)
        {
            uint more = i < layers / 8 || i >= 7 * layers / 8 || (i - (layers / 8)) % 3 == 2 ? Q6K : Q4K;
            return
            [
                ($"blk.{i}.attn_norm.weight", F32, [hidden]),
                ($"blk.{i}.ffn_norm.weight", F32, [hidden]),
                ($"blk.{i}.attn_q.weight", Q4K, [hidden, hidden]),
                ($"blk.{i}.attn_k.weight", Q4K, [hidden, hidden]),
                ($"blk.{i}.attn_v.weight", more, [hidden, hidden]),
                ($"blk.{i}.attn_output.weight", Q4K, [hidden, hidden]),
                ($"blk.{i}.ffn_gate.weight", Q4K, [width, hidden]),
                ($"blk.{i}.ffn_up.weight", Q4K, [width, hidden]),
                ($"blk.{i}.ffn_down.weight", more, [hidden, width]),
            ];
        }
    }

    private static void Text(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Value(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case uint number:
                writer.Write(4u);
                writer.Write(number);
                break;
            case float real:
                writer.Write(6u);
                writer.Write(real);
                break;
            case string text:
                writer.Write(8u);
                Text(writer, text);
                break;
            case string[] texts:
                writer.Write(9u);
                writer.Write(8u);
                writer.Write((ulong)texts.Length);
                foreach (string item in texts)
                {
                    Text(writer, item);
                }

                break;
            case float[] reals:
                writer.Write(9u);
                writer.Write(6u);
                writer.Write((ulong)reals.Length);
                foreach (float item in reals)
                {
                    writer.Write(item);
                }

                break;
            default:
                throw new ArgumentException(value.GetType().Name, nameof(value));
        }
    }
}
