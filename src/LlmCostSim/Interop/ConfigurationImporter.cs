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
        Vllm = "vllm",
        TrainingArguments = "training-arguments",
        LlamaFactory = "llama-factory";

    // Members that tell a kind, most telling kinds first: a recipe of Axolotl has members of TrainingArguments, too.
    private static readonly (string Kind, string[] Marks)[] Marks =
    [
        ("safetensors", ["weight_map"]),
        ("peft", ["peft_type"]),
        ("axolotl", ["base_model", "base_model_config"]),
        (LlamaFactory, ["finetuning_type", "cutoff_len"]),
        ("accelerate", ["compute_environment", "distributed_type"]),
        (TrainingArguments, ["per_device_train_batch_size", "num_train_epochs"]),
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
        (TrainingArguments, ["gradient_checkpointing", "output_dir", "max_steps"]),
        (DeepSpeed, ["gradient_accumulation_steps"]),
    ];

    private static readonly string[] ArchitectureMarks =
    [
        "hidden_size",
        "n_embd",
        "d_model",
        "n_embed",
        "model_type",
        "architectures",
        "text_config",
        "num_hidden_layers",
        "vocab_size",
        "_name_or_path",
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
        TrainingArguments,
        "accelerate",
        "fsdp",
        Megatron,
        "axolotl",
        LlamaFactory,
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
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add("$", "the file is empty");
            return new ImportDraft(errors, new InputProblems()).Finish(kind ?? HuggingFace);
        }

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
            ReadTree(known, kind is null, members, draft);
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

    private static void ReadTree(string kind, bool detected, JsonObjectInput members, ImportDraft draft)
    {
        var fields = new ConfigFields(members, draft.Warnings);
        switch (kind)
        {
            case DeepSpeed:
                DeepSpeedConfigReader.Read(fields, draft);
                break;
            case TrainingArguments:
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
            case LlamaFactory:
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
            case HuggingFace when detected && !Array.Exists(ArchitectureMarks, members.Has):
                members.Value.Problem(
                    "no field was found that tells which tool the file belongs to, and none of a config.json (hidden_size, n_embd, d_model, model_type); "
                        + "a launch command inside a larger file has to be given alone. Name the kind where the content does not tell it: "
                        + string.Join(", ", Kinds)
                );
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
        if (kind is TrainingArguments or LlamaFactory || (kind is null && TrainerKind(options) is not null))
        {
            return Read(options.ToTree(), kind ?? TrainerKind(options));
        }

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

    // The command lines of Hugging Face's Trainer and of LLaMA-Factory have the names of their files.
    private static string? TrainerKind(CommandOptions options) =>
        options.IsGiven("finetuning-type") || options.IsGiven("cutoff-len") ? LlamaFactory
        : options.IsGiven("per-device-train-batch-size") || options.IsGiven("num-train-epochs") ? TrainingArguments
        : null;

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

        if (IsArchitecture(root))
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

    // A config.json of the time when the library's switch for checkpoints was stored with the architecture looks like a trainer's file.
    private static bool IsArchitecture(JsonElement root) =>
        root.TryGetProperty("architectures", out JsonElement classes) && classes.ValueKind == JsonValueKind.Array
        || (root.TryGetProperty("model_type", out _) && root.TryGetProperty("vocab_size", out _));
}
