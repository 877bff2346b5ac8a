using System.Text.Json;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads other tools' configurations into the matching part of a scenario, finding out from the content which tool one belongs to.
/// </summary>
/// <example><code>ImportResult run = ConfigurationImporter.Read(File.ReadAllText("ds_config.json"));</code></example>
public static class ConfigurationImporter
{
    private const string HuggingFace = "hugging-face",
        DeepSpeed = "deepspeed",
        Megatron = "megatron",
        Vllm = "vllm";

    // Members that tell a kind, most telling kinds first: a recipe of Axolotl has members of TrainingArguments, too.
    private static readonly (string Kind, string[] Marks)[] Marks =
    [
        ("safetensors", ["weight_map"]),
        ("peft", ["peft_type"]),
        ("axolotl", ["base_model", "base_model_config"]),
        ("llama-factory", ["finetuning_type", "cutoff_len"]),
        ("accelerate", ["compute_environment", "distributed_type"]),
        ("training-arguments", ["per_device_train_batch_size", "num_train_epochs"]),
        (
            DeepSpeed,
            [
                "zero_optimization",
                "train_batch_size",
                "train_micro_batch_size_per_gpu",
                "zero_allow_untested_optimizer",
                "steps_per_print",
                "wall_clock_breakdown",
            ]
        ),
        (
            "fsdp",
            [
                "fsdp_sharding_strategy",
                "fsdp_version",
                "fsdp_auto_wrap_policy",
                "fsdp_transformer_layer_cls_to_wrap",
                "transformer_layer_cls_to_wrap",
                "fsdp_config",
                "fsdp_offload_params",
                "fsdp_reshard_after_forward",
            ]
        ),
        (Megatron, ["model_parallel", "language_model", "tensor_model_parallel_size", "tensor-model-parallel-size"]),
        (Vllm, ["tensor-parallel-size", "max-model-len", "tensor_parallel_size", "gpu_memory_utilization", "gpu-memory-utilization"]),
        ("training-arguments", ["gradient_checkpointing", "output_dir", "max_steps"]),
        (DeepSpeed, ["gradient_accumulation_steps"]),
    ];

    // Options that only a server of vLLM has.
    private static readonly string[] VllmOptions =
    [
        "max-model-len",
        "gpu-memory-utilization",
        "kv-cache-dtype",
        "max-num-seqs",
        "max-num-batched-tokens",
        "tensor-parallel-size",
    ];

    /// <summary>
    /// The kinds of files that are read. <c>safetensors</c> and <c>gguf</c> name binary headers, and <c>safetensors</c> its JSON index,
    /// too.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        HuggingFace,
        "safetensors",
        "gguf",
        "peft",
        DeepSpeed,
        "training-arguments",
        "accelerate",
        "fsdp",
        Megatron,
        "axolotl",
        "llama-factory",
        Vllm,
    ];

    /// <summary>Reads a JSON file, or the text of a command line or launch script.</summary>
    /// <param name="text">Text of the file; bounded in size and depth, hostile text gives errors and never an exception.</param>
    /// <param name="kind">One of <see cref="Kinds"/>; <see langword="null"/>: found out from the content.</param>
    /// <returns>The matching part of a scenario, with warnings and errors.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is not among <see cref="Kinds"/>.</exception>
    public static ImportResult Read(string text, string? kind = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckKind(kind);
        var errors = new InputProblems();
        if (!IsJson(text))
        {
            return ReadOptions(text, kind, errors);
        }

        return JsonInput.Parse(text, errors) is { } root
            ? Read(new ConfigTree(root.Element), kind)
            : new ImportDraft(errors, new InputProblems()).Finish(kind ?? HuggingFace);
    }

    /// <summary>Reads a configuration that is a tree already.</summary>
    /// <param name="tree">The tree; hostile ones give errors and never an exception.</param>
    /// <param name="kind">One of <see cref="Kinds"/>; <see langword="null"/>: found out from the content.</param>
    /// <returns>The matching part of a scenario, with warnings and errors.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is not among <see cref="Kinds"/>.</exception>
    public static ImportResult Read(ConfigTree tree, string? kind = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        CheckKind(kind);
        var draft = new ImportDraft(new InputProblems(), new InputProblems());
        var root = new JsonInput(tree.Root, draft.Errors, null, null, 0);
        string known = kind ?? KindOf(tree.Root);
        if (root.AsObject() is { } members)
        {
            ReadTree(known, members, draft);
        }

        return TreeLines.Apply(draft.Finish(known), tree.Lines);
    }

    /// <summary>Reads the header of a GGUF or safetensors file; the weights behind it are not read.</summary>
    /// <param name="stream">The file from its first byte; need not be seekable. Bounded in bytes, hostile content gives errors and never an
    /// exception.</param>
    /// <param name="length">Bytes of the whole file, or <see langword="null"/> where they are not known.</param>
    /// <returns>Weights, bits and architecture as far as the header says, with warnings and errors.</returns>
    public static ImportResult ReadHeader(Stream stream, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return CheckpointHeader.Read(stream, length);
    }

    private static void CheckKind(string? kind)
    {
        if (kind is not null && !Kinds.Contains(kind))
        {
            throw new ArgumentException(
                $"'{JsonInput.Short(kind)}' is not a kind of file; known: {string.Join(", ", Kinds)}",
                nameof(kind)
            );
        }
    }

    private static void ReadTree(string kind, JsonObjectInput members, ImportDraft draft)
    {
        var fields = new ConfigFields(members, draft.Warnings);
        switch (kind)
        {
            case DeepSpeed:
                DeepSpeedConfigReader.Read(fields, draft);
                break;
            case "training-arguments":
                TrainingArgumentsReader.Read(fields, draft);
                break;
            case "accelerate":
                AccelerateConfigReader.Read(fields, draft);
                break;
            case "fsdp":
                FsdpConfigReader.Read(fields, draft);
                break;
            case "axolotl":
                AxolotlConfigReader.Read(fields, draft);
                break;
            case "llama-factory":
                LlamaFactoryConfigReader.Read(fields, draft);
                break;
            case "peft":
                PeftFields.Read(fields, draft);
                break;
            case "safetensors":
                SafetensorsIndexReader.Read(fields, draft);
                break;
            case Megatron:
                MegatronArgumentsReader.Read(new CommandOptions(members, draft), draft);
                break;
            case Vllm:
                VllmArgumentsReader.Read(new CommandOptions(members, draft), draft);
                break;
            case HuggingFace:
                HuggingFaceConfigReader.Read(fields, draft);
                break;
            default:
                members.Value.Problem($"a {kind} file is binary, and this is text");
                break;
        }
    }

    private static ImportResult ReadOptions(string text, string? kind, InputProblems errors)
    {
        var draft = new ImportDraft(errors, new InputProblems());
        var options = new CommandOptions(text, draft, VllmArgumentsReader.ShortNames);
        string known =
            kind
            ?? (
                options.Subject is not null
                || text.Contains("vllm", StringComparison.OrdinalIgnoreCase)
                || VllmOptions.Count(options.IsGiven) > 1
                    ? Vllm
                    : Megatron
            );
        switch (known)
        {
            case Vllm:
                VllmArgumentsReader.Read(options, draft);
                break;
            case Megatron:
                MegatronArgumentsReader.Read(options, draft);
                break;
            default:
                errors.Add("$", $"a {known} file is not a list of options");
                break;
        }

        return draft.Finish(known);
    }

    // Arguments begin with a dash, a launch script with a comment or a command; only JSON begins with a bracket.
    private static bool IsJson(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        return start.IsEmpty || start[0] is '{' or '[' || start.StartsWith("//") || start.StartsWith("/*");
    }

    private static string KindOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return HuggingFace;
        }

        foreach ((string kind, string[] marks) in Marks)
        {
            foreach (string mark in marks)
            {
                if (root.TryGetProperty(mark, out _))
                {
                    return kind;
                }
            }
        }

        bool format =
            (root.TryGetProperty("bf16", out JsonElement value) || root.TryGetProperty("fp16", out value))
            && value.ValueKind == JsonValueKind.Object;
        return format ? DeepSpeed : HuggingFace;
    }
}
