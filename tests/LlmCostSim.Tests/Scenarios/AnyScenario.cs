using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Makes scenarios of all kinds of models, clusters and strategies: most are sound, some break a rule.</summary>
internal sealed class AnyScenario(Random random)
{
    private static readonly string[] Models =
    [
        "llama-7b",
        "falcon-7b",
        "falcon-40b",
        "gpt2-1558m",
        "mixtral-8x7b-v0.1",
        "deepseek-v3",
        "flan-t5-xl",
        "bloom-176b",
        "qwen3-30b-a3b",
        "gemma-2-2b",
        "tinyllama-1.1b",
        "opt-13b",
        "mpt-7b",
    ];

    private static readonly string[] Accelerators =
    [
        "A100-SXM-80GB",
        "A100-SXM-40GB",
        "H100-SXM-80GB",
        "H100-SXM-80GB",
        "V100-SXM2-16GB",
        "RTX-4090",
        "B200-SXM-180GB",
        "H200-SXM-141GB",
        "L40S",
        "TPU-v4",
    ];

    /// <summary>A training or fine-tuning job.</summary>
    public JsonObject Training()
    {
        int tensor = Of(1, 1, 2, 4, 8),
            pipeline = Of(1, 1, 1, 2, 3, 4),
            context = Of(1, 1, 1, 1, 2),
            data = Of(1, 2, 3, 4, 8, 16),
            micro = Of(1, 1, 2, 4);
        var strategy = Layout(tensor, pipeline, data);
        strategy["context"] = context;
        strategy["microBatch"] = micro;
        Maybe(strategy, "sequenceParallel", () => tensor > 1);
        Maybe(strategy, "virtualStages", () => pipeline > 1 ? Of(1, 2) : 1);
        Maybe(strategy, "schedule", () => pipeline > 1 ? Of("1f1b", "gpipe", "interleaved", "zb-h1", "zb-h2", "dualpipe") : "1f1b");
        Maybe(strategy, "contextKind", () => Of("ring", "all-to-all", "all-gather"));
        Maybe(strategy, "expert", () => Of(1, 2, 4), 4);
        AddTraining(strategy);
        var workload = new JsonObject
        {
            ["sequenceLength"] = Of(128, 512, 1000, 2048, 4096, 32768),
            ["globalBatch"] = data * micro * Of(1, 2, 3, 8),
        };
        Maybe(workload, "tokens", () => Of(1e6, 3e9, 1.5e12));
        return Scenario("training", tensor * pipeline * context * data, strategy, workload);
    }

    /// <summary>A batch of prompts or a steady load.</summary>
    public JsonObject Inference()
    {
        int tensor = Of(1, 1, 2, 4, 8),
            pipeline = Of(1, 1, 1, 2),
            data = Of(1, 1, 2, 3);
        var strategy = Layout(tensor, pipeline, data);
        Maybe(strategy, "expert", () => Of(1, 2, 8), 4);
        Maybe(
            strategy,
            "weights",
            () =>
                Of(
                    "bf16",
                    "fp16",
                    "fp32",
                    "fp8",
                    "int8",
                    "int8-weight-only",
                    "int4",
                    "gptq",
                    "awq",
                    "nf4",
                    "nf4-dq",
                    "q4_k_m",
                    "q2_k",
                    "q8_0",
                    "q6_k"
                )
        );
        Maybe(strategy, "kvCache", () => Of("fp16", "fp8", "int8", "fp32"));
        Maybe(strategy, "framework", () => Of("vllm", "vllm-0.12", "sglang", "tensorrt-llm", "huggingface", "fastertransformer"));
        var workload = new JsonObject { ["inputTokens"] = Of(1, 17, 128, 1024, 8192, 100000), ["outputTokens"] = Of(1, 2, 64, 500, 4096) };
        Maybe(workload, random.Next(3) == 0 ? "concurrency" : "batch", () => Of(1, 2, 7, 64, 1000));
        return Scenario("inference", tensor * pipeline * data, strategy, workload);
    }

    /// <summary>A service of at most 300 requests: a simulation takes as long as they need.</summary>
    public JsonObject Serving()
    {
        int tensor = Of(1, 1, 2, 4),
            pipeline = Of(1, 1, 1, 2),
            data = Of(1, 1, 2, 3);
        var strategy = Layout(tensor, pipeline, data);
        Maybe(strategy, "weights", () => Of("bf16", "fp8", "int8", "int4", "awq", "q4_k_m"));
        Maybe(strategy, "kvCache", () => Of("fp16", "fp8"));
        Maybe(strategy, "framework", () => Of("vllm", "vllm-0.12", "sglang", "tensorrt-llm", "huggingface"));
        Maybe(strategy, "routing", () => Of("round-robin", "least-loaded"));
        Maybe(strategy, "batching", () => Of("mixed", "prompt-first", "static"));
        Maybe(strategy, "chunkedPrefill", () => Of(true, false));
        Maybe(strategy, "maxSequences", () => Of(1, 2, 8, 256));
        Maybe(strategy, "maxBatchedTokens", () => Of(512, 2048, 8192));
        Maybe(strategy, "prefillReplicas", () => data - 1, 5);
        var workload = new JsonObject
        {
            ["requests"] = Of(1, 2, 17, 100, 300),
            ["seed"] = random.Next(1000),
            ["arrival"] = Arrival(),
            ["inputTokens"] = Length(),
            ["outputTokens"] = Length(),
        };
        Maybe(
            workload,
            "slo",
            () =>
                new JsonObject
                {
                    ["ttftSeconds"] = Of(0.1, 2.0),
                    ["tpotSeconds"] = Of(0.01, 0.2),
                    ["percentile"] = Of(50, 99),
                }
        );
        return Scenario("serving", tensor * pipeline * data, strategy, workload);
    }

    private static JsonObject Layout(int tensor, int pipeline, int data) =>
        new()
        {
            ["tensor"] = tensor,
            ["pipeline"] = pipeline,
            ["data"] = data,
        };

    // What of a training strategy does not divide the model.
    private void AddTraining(JsonObject strategy)
    {
        Maybe(strategy, "sharding", () => Of("none", "zero1", "zero2", "zero3", "fsdp-full", "fsdp-grad-op", "hsdp"));
        Maybe(
            strategy,
            "recompute",
            () =>
                random.Next(4) == 0
                    ? new JsonObject { ["kind"] = Of("full", "selective"), ["layers"] = Of(1, 2, 9) }
                    : Of("none", "selective", "full")
        );
        Maybe(strategy, "precision", () => Of("bf16", "fp16", "fp32", "tf32", "fp8"));
        Maybe(strategy, "mainGradients", () => Of("fp32", "bf16"), 4);
        Maybe(strategy, "optimizer", () => Of("adamw", "adamw-8bit", "adamw-paged", "lion", "adafactor", "sgd"));
        Maybe(strategy, "attention", () => Of("flash", "unfused"));
        Maybe(
            strategy,
            "framework",
            () => Of("megatron", "megatron-core", "megatron-deepspeed", "deepspeed", "llm-foundry-fsdp", "fsdp", "huggingface")
        );
        Maybe(strategy, "dropout", () => 0.1, 5);
        Maybe(strategy, "offload", () => new JsonObject { ["optimizer"] = Of("cpu", "nvme", "none") }, 5);
        Maybe(strategy, "adapter", () => new JsonObject { ["kind"] = Of("lora", "qlora"), ["rank"] = Of(4, 16, 256) }, 4);
    }

    private JsonObject Arrival() =>
        random.Next(3) switch
        {
            0 => new JsonObject { ["process"] = "closed", ["concurrency"] = Of(1, 3, 64, 1000) },
            1 => new JsonObject { ["process"] = "constant", ["rate"] = Of(0.01, 1.0, 50.0) },
            _ => new JsonObject { ["process"] = "poisson", ["rate"] = Of(0.01, 1.0, 50.0) },
        };

    private JsonNode Length() =>
        random.Next(4) switch
        {
            0 => new JsonObject
            {
                ["distribution"] = "uniform",
                ["minimum"] = Of(1, 10),
                ["maximum"] = Of(10, 500),
            },
            1 => new JsonObject
            {
                ["distribution"] = "lognormal",
                ["mean"] = Of(20, 300),
                ["deviation"] = Of(10, 400),
                ["maximum"] = 3000,
            },
            2 => new JsonObject
            {
                ["distribution"] = "exponential",
                ["mean"] = Of(5, 200),
                ["maximum"] = 2000,
            },
            _ => JsonValue.Create(Of(1, 2, 64, 1024)),
        };

    private JsonObject Scenario(string kind, int count, JsonObject strategy, JsonObject workload)
    {
        var cluster = new JsonObject { ["accelerator"] = Of(Accelerators), ["count"] = random.Next(20) == 0 ? count + 1 : count };
        Maybe(cluster, "perNode", () => Of(1, 2, 4, 8), 3);
        Maybe(cluster, "networkGbpsPerNode", () => Of(10, 100, 400, 3200), 3);
        var scenario = new JsonObject
        {
            ["kind"] = kind,
            ["model"] = Of(Models),
            ["cluster"] = cluster,
            ["strategy"] = strategy,
            ["workload"] = workload,
        };
        Maybe(scenario, "layers", () => Of(1, 2, 7, 13, 64), 4);
        Maybe(scenario, "economics", () => new JsonObject { ["pricePerGpuHour"] = Of(0.0, 1.6, 98.3), ["pue"] = Of(1.0, 1.3) }, 3);
        return scenario;
    }

    private T Of<T>(params T[] values) => values[random.Next(values.Length)];

    private void Maybe(JsonObject target, string name, Func<JsonNode?> value, int oneIn = 2)
    {
        if (random.Next(oneIn) == 0)
        {
            target[name] = value();
        }
    }

    /// <summary>The scenario with one number of its workload or strategy changed.</summary>
    public static JsonObject With(JsonObject scenario, string section, string member, double value)
    {
        var changed = scenario.DeepClone().AsObject();
        changed[section]![member] = JsonNode.Parse(value.ToString("R", CultureInfo.InvariantCulture));
        return changed;
    }
}
