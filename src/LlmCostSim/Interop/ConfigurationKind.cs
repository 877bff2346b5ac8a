using System.Text.Json;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>The kinds of files that can be imported, by name, and which of them a file's content says it is.</summary>
internal static class ConfigurationKind
{
    public const string HuggingFace = "hugging-face",
        DeepSpeed = "deepspeed",
        Megatron = "megatron",
        Vllm = "vllm",
        TrainingArguments = "training-arguments",
        LlamaFactory = "llama-factory",
        Peft = "peft",
        Accelerate = "accelerate",
        Fsdp = "fsdp",
        Axolotl = "axolotl",
        Safetensors = "safetensors",
        Gguf = "gguf";

    /// <summary>All of them, as the help lists them.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        HuggingFace,
        Safetensors,
        Gguf,
        Peft,
        DeepSpeed,
        TrainingArguments,
        Accelerate,
        Fsdp,
        Megatron,
        Axolotl,
        LlamaFactory,
        Vllm,
    ];

    // Members that tell a kind, most telling kinds first: a recipe of Axolotl has members of TrainingArguments, too.
    private static readonly (string Kind, string[] Marks)[] Marks =
    [
        (Safetensors, ["weight_map"]),
        (Peft, ["peft_type"]),
        (Axolotl, ["base_model", "base_model_config"]),
        (LlamaFactory, ["finetuning_type", "cutoff_len"]),
        (Accelerate, ["compute_environment", "distributed_type"]),
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
            Fsdp,
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

    /// <summary>The kind of a tree; a Hugging Face architecture where nothing tells another.</summary>
    public static string Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || IsArchitecture(root))
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

    /// <summary>The kind of a command line or launch script that is no trainer's.</summary>
    public static string Of(CommandOptions options, string text) =>
        options.Subject is not null || text.Contains("vllm", StringComparison.OrdinalIgnoreCase) || VllmOptions.Count(options.IsGiven) > 1
            ? Vllm
            : Megatron;

    /// <summary>
    /// The kind of a trainer's command line, whose options have the names of the trainer's files; <see langword="null"/> where it is none.
    /// </summary>
    public static string? Trainer(CommandOptions options) =>
        options.IsGiven("finetuning-type") || options.IsGiven("cutoff-len") ? LlamaFactory
        : options.IsGiven("per-device-train-batch-size") || options.IsGiven("num-train-epochs") ? TrainingArguments
        : null;

    /// <summary>Whether a tree has a member of an architecture.</summary>
    public static bool NamesArchitecture(JsonObjectInput members) => Array.Exists(ArchitectureMarks, members.Has);

    // Arguments begin with a dash, a launch script with a comment or a command; only JSON begins with a bracket.
    public static bool IsJson(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        return start.IsEmpty || start[0] is '{' or '[' || start.StartsWith("//") || start.StartsWith("/*");
    }

    // A config.json of the time when the library's switch for checkpoints was stored with the architecture looks like a trainer's file.
    private static bool IsArchitecture(JsonElement root) =>
        root.TryGetProperty("architectures", out JsonElement classes) && classes.ValueKind == JsonValueKind.Array
        || (root.TryGetProperty("model_type", out _) && root.TryGetProperty("vocab_size", out _));
}
