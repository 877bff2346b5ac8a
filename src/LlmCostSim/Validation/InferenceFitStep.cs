using LlmCostSim.Calibration;

namespace LlmCostSim.Validation;

/// <summary>One fit of an engine's constants.</summary>
/// <param name="Engine">Id of the engine.</param>
/// <param name="Rows">What the rows are, for the origin.</param>
/// <param name="Source">Start of the rows' source; empty: any.</param>
/// <param name="Metrics">Which metrics are fitted.</param>
/// <param name="Constants">Name, start, least and largest value of each constant.</param>
internal sealed record InferenceFitStep(string Engine, string Rows, string Source, InferenceMetric[] Metrics, params FitParameter[] Constants)
{
    private static readonly FitParameter Step = new("stepHostMicroseconds", 1000, 0, 5000);
    private static readonly FitParameter Sequence = new("sequenceHostMicroseconds", 1, 0, 50);
    private static readonly FitParameter Exchange = new("collectiveTime", 1.4, 0.5, 4);
    private static readonly FitParameter Skew = new("collectiveSkewMicroseconds", 2, 0, 30);
    private static readonly FitParameter Gemm = new("gemmTime", 1, 0.7, 2);
    private static readonly FitParameter Experts = new("expertTime", 1, 0.5, 6);
    private static readonly FitParameter Request = new("requestHostMicroseconds", 30000, 0, 300000);
    private static readonly FitParameter Queue = new("promptQueue", 0.07, 0, 0.5);
    // Tables timed on zeros draw less power than real numbers do: prompts are slower than those, never faster.
    private static readonly FitParameter PromptExperts = new("promptExpertTime", 1.5, 1, 6);
    private static readonly FitParameter PromptGemm = new("promptGemmTime", 1.1, 1, 1.5);
    private static readonly FitParameter Token = new("tokenHostMicroseconds", 50, 0, 300);
    private static readonly FitParameter Admission = new("admissionHostMicroseconds", 1000, 0, 30000);
    private static readonly InferenceMetric[] Steady = [InferenceMetric.OutputRate, InferenceMetric.TimePerOutputToken];
    private static readonly InferenceMetric[] First = [InferenceMetric.TimeToFirstToken];
    private static readonly InferenceMetric[] Served = [InferenceMetric.TimePerOutputToken, InferenceMetric.TimeToFirstToken];
    private const string Silicon = "aic-silicon_sample";
    private const string SiliconTimes = "time per output token and to first token under closed load, aiconfigurator silicon samples";
    private const string SiliconFirst = "time to first token under closed load, aiconfigurator silicon samples";
    private const string StaticPages = "throughput and first-token latency of static batches, NVIDIA performance pages";

    /// <summary>All fits, those of an engine in the order in which they build on each other.</summary>
    public static IReadOnlyList<InferenceFitStep> All { get; } =
    [
        new("tensorrt-llm-0.5", StaticPages, "", [.. Steady, .. First], Step, Sequence, new("gemmTime", 1, 0.9, 1.5), Exchange, PromptGemm),
        new("tensorrt-llm-0.8", StaticPages, "", [.. Steady, .. First], Step, Sequence, new("gemmTime", 1, 0.9, 1.5), Exchange, PromptGemm, PromptExperts),
        new("tensorrt-llm-0.12", "maximum throughput, NVIDIA performance overview v0.17", "", Steady, Step, Sequence, Exchange, Experts, new("promptAttentionTime", 1, 0.5, 2), new("gemmTime", 1, 0.8, 1.5)),
        new("tensorrt-llm-0.14", "time between tokens and to first token under open load and bursts, NVIDIA performance overview v0.14", "", Served, Step, Sequence, PromptGemm, Request, Queue),
        new("tensorrt-llm", "maximum throughput, NVIDIA performance overview v1.0, and " + SiliconTimes, "", [.. Steady, .. First], Step, Sequence, Exchange, PromptGemm, Request, Queue),
        new("tensorrt-llm-1.0.0rc3", SiliconTimes, Silicon, Served, Step, Sequence, Skew, PromptGemm, Experts, PromptExperts, Request, Queue, new("tokenHostMicroseconds", 100, 0, 300), new("admissionHostMicroseconds", 10000, 0, 30000), new("slotTurnover", 0.3, 0, 1)),
        new("nim", "NVIDIA NIM 1.8 performance page", "", Steady, Gemm),
        new("vllm", SiliconTimes, Silicon, Served, Step, Sequence, Skew, PromptGemm, Request, Queue),
        new("vllm-0.12", SiliconTimes, Silicon, Served, Step, Sequence, Skew, PromptGemm, Experts, PromptExperts, Request, Queue),
        new("sglang", SiliconFirst, Silicon, First, PromptGemm, Request, Queue, Token, Admission),
        new("fastertransformer", "end-to-end latency, FasterTransformer GPT guide", "fastertransformer", [InferenceMetric.EndToEnd], new("kernelGapMicroseconds", 2, 0, 20), Gemm, new("rowNanoseconds", 20, 0, 200)),
        new("fastertransformer", "memory, FasterTransformer GPT guide", "fastertransformer", [InferenceMetric.Memory], new("reservedMemoryMiB", 2500, 0, 5000), new("workingTensors", 4, 0, 20)),
        .. Awq("autoawq", "GEMM"),
        .. Awq("autoawq-gemv", "GEMV"),
    ];

    // One kernel for few rows and one for many: each has its rates; the cost of a call is the library's.
    private static InferenceFitStep[] Awq(string engine, string kernel) =>
    [
        new(engine, $"decode rate with the {kernel} kernel, AutoAWQ README", "", [InferenceMetric.GenerationRate], Gemm),
        new(engine, $"memory with the {kernel} kernel, AutoAWQ README", "", [InferenceMetric.Memory], new("reservedMemoryMiB", 200, 0, 2000), new("workingTensors", 1, 0, 5)),
        new(engine, $"prefill rate with the {kernel} kernel, AutoAWQ README", "", [InferenceMetric.PromptRate], new FitParameter("promptGemmTime", 2, 1, 60), Request),
    ];
}
