namespace LlmCostSim.Interop;

/// <summary>
/// Undoes the packing of quantised safetensors checkpoints: GPTQ, AWQ, bitsandbytes, compressed-tensors, FP8. Each stores a matrix as
/// several tensors, one of which is counted as its weights.
/// </summary>
internal sealed class PackedWeights
{
    private const int WordBits = 32;

    // Scales, zero points, tables and buffers: bytes, but no weights.
    private static readonly string[] Beside =
    [
        ".qzeros",
        ".scales",
        ".g_idx",
        ".absmax",
        ".quant_map",
        ".nested_absmax",
        ".nested_quant_map",
        ".SCB",
        ".weight_format",
        ".weight_scale",
        ".weight_scale_inv",
        ".weight_scale_2",
        ".input_scale",
        ".weight_zero_point",
        ".weight_shape",
        ".weight_g_idx",
        ".k_scale",
        ".v_scale",
        ".output_scale",
        ".inv_freq",
        ".masked_bias",
        ".attn.bias",
        ".attention.bias",
    ];

    private readonly Dictionary<string, StoredTensor> byName;
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> shapes = new(StringComparer.Ordinal);
    private long parameters;

    private PackedWeights(IReadOnlyList<StoredTensor> tensors) => byName = tensors.ToDictionary(static t => t.Name, StringComparer.Ordinal);

    /// <summary>Counts the weights of all tensors.</summary>
    /// <returns>
    /// Weights in all, the word of scenarios for the format of most of them, and the shape of each matrix and vector as it was before it
    /// was packed (empty where it is not known).
    /// </returns>
    public static (long Parameters, string? Format, IReadOnlyDictionary<string, long[]> Shapes) Unpack(
        IReadOnlyList<StoredTensor> tensors,
        ImportDraft draft
    )
    {
        var packed = new PackedWeights(tensors);
        foreach (StoredTensor tensor in tensors)
        {
            packed.Take(tensor);
        }

        string? most =
            packed.counts.Count == 0
                ? null
                : packed.counts.OrderByDescending(static c => c.Value).ThenBy(static c => c.Key, StringComparer.Ordinal).First().Key;
        if (most is "")
        {
            draft.Warnings.Add("tensors", "the format of most weights has no word in scenarios; give strategy.weights");
        }

        return (packed.parameters, most is "" ? null : most, packed.shapes);
    }

    private void Take(StoredTensor tensor)
    {
        string name = tensor.Name;
        if (
            name.Contains(".quant_state.", StringComparison.Ordinal)
            || Array.Exists(Beside, e => name.EndsWith(e, StringComparison.Ordinal))
        )
        {
            return;
        }

        if (name.EndsWith(".qweight", StringComparison.Ordinal))
        {
            TakeIntegers(tensor, name[..^".qweight".Length]);
        }
        else if (name.EndsWith(".weight_packed", StringComparison.Ordinal))
        {
            // compressed-tensors packs rows of eight 4-bit weights into a word; wider ones are not packed.
            Count(name[..^"_packed".Length], [tensor.Rows, tensor.Columns * (WordBits / 4)], tensor.Elements * (WordBits / 4), "int4");
        }
        else if (tensor.Format == "U8" && byName.ContainsKey(name + ".absmax"))
        {
            bool twice = byName.ContainsKey(name + ".nested_absmax");
            Count(name, [], tensor.Elements * 2, twice ? "nf4-dq" : "nf4");
        }
        else
        {
            Count(name, tensor.Shape, tensor.Elements, Word(tensor, name));
        }
    }

    // GPTQ packs along the inputs, so that qweight and scales have the same columns; AWQ along the outputs.
    private void TakeIntegers(StoredTensor tensor, string matrix)
    {
        StoredTensor scales = byName.GetValueOrDefault(matrix + ".scales");
        bool gptq = scales.Shape is null || scales.Columns == tensor.Columns;
        long inputs = byName.TryGetValue(matrix + ".g_idx", out StoredTensor order) ? order.Rows : 0;
        long bits = gptq
            ? inputs > 0 && tensor.Rows > 0
                ? WordBits * tensor.Rows / inputs
                : 4
            : scales.Columns > 0
                ? WordBits * tensor.Columns / scales.Columns
                : 4;
        bits = bits is > 0 and <= 8 ? bits : 4;
        long per = WordBits / bits;
        long[] shape = gptq ? [tensor.Columns, tensor.Rows * per] : [tensor.Columns * per, tensor.Rows];
        Count(
            matrix + ".weight",
            shape,
            tensor.Elements * per,
            bits == 4
                ? gptq
                    ? "gptq"
                    : "awq"
                : bits == 8
                    ? "int8-weight-only"
                    : ""
        );
    }

    private string Word(StoredTensor tensor, string name) =>
        tensor.Format switch
        {
            "BF16" => "bf16",
            "F16" => "fp16",
            "F32" => "fp32",
            "F8_E4M3" or "F8_E5M2" => "fp8",
            "I8" => byName.ContainsKey(name[..Math.Max(0, name.LastIndexOf('.'))] + ".SCB") ? "int8" : "int8-weight-only",
            _ => "",
        };

    private void Count(string name, long[] shape, long elements, string format)
    {
        parameters += elements;
        shapes[name] = shape;
        counts[format] = counts.GetValueOrDefault(format) + elements;
    }
}
