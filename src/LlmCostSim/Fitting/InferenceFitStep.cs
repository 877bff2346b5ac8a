using LlmCostSim.Calibration;

namespace LlmCostSim.Fitting;

/// <summary>One fit of constants that engines have in common and of their own.</summary>
/// <param name="Shared">Constants in common.</param>
/// <param name="Engines">The engines with their rows.</param>
internal sealed record InferenceFitStep(SharedConstant[] Shared, params FittedRows[] Engines)
{
    private const string Silicon = "aic-silicon_sample";
    private const string StaticPages = "throughput and first-token latency of static batches, NVIDIA performance pages";
    private const string ClosedLoad = "latencies under closed load, aiconfigurator silicon samples";
    private static readonly InferenceMetric[] Rate = [InferenceMetric.OutputRate];
    private static readonly InferenceMetric[] First = [InferenceMetric.TimeToFirstToken];
    private static readonly InferenceMetric[] Latencies = [InferenceMetric.TimePerOutputToken, InferenceMetric.TimeToFirstToken];

    /// <summary>
    /// All fits in the order in which they build on each other: of engines that batch continuously first what decides their steps, then
    /// what only the first token shows.
    /// </summary>
    public static IReadOnlyList<InferenceFitStep> All { get; } =
    [
        StaticBatches(),
        Continuous(),
        Alone(
            new(
                "fastertransformer",
                "end-to-end latency, FasterTransformer GPT guide",
                "fastertransformer",
                [InferenceMetric.EndToEnd],
                new("kernelGapMicroseconds", 2, 0, 20),
                new("gemmTime", 1, 0.7, 2),
                new("rowNanoseconds", 20, 0, 200)
            )
        ),
        Alone(
            new(
                "fastertransformer",
                "memory, FasterTransformer GPT guide",
                "fastertransformer",
                [InferenceMetric.Memory],
                new("reservedMemoryMiB", 2500, 0, 5000),
                new("workingTensors", 4, 0, 20)
            )
        ),
        .. Awq("autoawq", "GEMM"),
        .. Awq("autoawq-gemv", "GEMV"),
    ];

    private static InferenceFitStep Alone(FittedRows rows) => new([], rows);

    /// <summary>The constants of an engine, shared ones before its own; none of an engine that is not in the fit.</summary>
    /// <param name="engine">Id of the engine.</param>
    public IEnumerable<FitParameter> ConstantsOf(string engine) =>
        Engines.All(rows => rows.Engine != engine)
            ? []
            :
            [
                .. Shared.Where(constant => constant.AppliesTo(engine)).Select(constant => constant.Parameter),
                .. Engines.Where(rows => rows.Engine == engine).SelectMany(rows => rows.Constants),
            ];

    // Two versions of one engine, the second with grouped queries shared and with experts, whose kernels are those of chips before Hopper.
    private static InferenceFitStep StaticBatches() =>
        new(
            [
                new(Prior("stepHostMicroseconds", 1500, 800, 0, 5000), 400),
                new(Prior("sequenceHostMicroseconds", 3, 5, 0, 50), 3),
                new(Prior("collectiveTime", 1.3, 0.1, 0.5, 4), 0),
                new(Prior("gemmTime", 1, 0.05, 0.7, 2), 0),
                new(Prior("promptGemmTime", 1.1, 0.1, 1, 2), 0),
                new(Prior("kernelGapMicroseconds", 0.6, 0.3, 0, 20), 0),
            ],
            new("tensorrt-llm-0.5", StaticPages, "", [.. Rate, .. First]),
            new(
                "tensorrt-llm-0.8",
                StaticPages,
                "",
                [.. Rate, .. First],
                Prior("expertTime", 1.3, 0.2, 0.5, 6),
                Prior("synchronousExpertTime", 2, 1, 1, 6)
            )
        );

    /// <summary>
    /// Links and gaps between kernels are the hardware's under every engine, but for TensorRT-LLM since 1.0, whose kernels start before
    /// those before have ended (programmatic dependent launch); so is what real numbers draw in power beyond the zeros that tables are
    /// timed on, within a library of kernels. Host time is the scheduler's: TensorRT-LLM's in C++ before 1.0, vLLM's before 0.14, and those
    /// that overlap it with the GPU: TensorRT-LLM's since, SGLang's, vLLM's since 0.14 (asynchronous scheduling by default, vLLM pull request
    /// 27614). What tokens cost between and before the first is of one piece: prompts of others show in both.
    /// </summary>
    private static InferenceFitStep Continuous()
    {
        string[] waiting = ["tensorrt-llm-0.12", "tensorrt-llm-0.14", "nim"],
            overlapping = ["tensorrt-llm", "tensorrt-llm-1.0.0rc3"],
            vllm = ["vllm", "vllm-0.12", "vllm-0.2"];
        return new(
            [
                new(Prior("sequenceHostMicroseconds", 3, 5, 0, 50), 3),
                new(Prior("collectiveTime", 1.1, 0.1, 0.5, 4), 0),
                new(Prior("collectiveWaitMicroseconds", 2, 2, 0, 50), 0),
                new(Prior("gemmTime", 1, 0.05, 0.7, 2), 0),
                new(Prior("promptGemmTime", 1.1, 0.1, 1, 2), 0, [.. waiting, .. overlapping]),
                new(Prior("promptGemmTime", 1.3, 0.2, 1, 2), 0, [.. vllm, "sglang"]),
                new(Prior("expertTime", 1, 0.3, 0.5, 6), 0.2),
                new(Prior("kernelGapMicroseconds", 0.5, 1, 0, 20), 0, [.. waiting, .. vllm, "sglang"]),
                new(Prior("kernelGapMicroseconds", 0, 1, -2, 20), 0, overlapping),
                new(Prior("stepHostMicroseconds", 1000, 600, 0, 5000), 300, waiting),
                new(Prior("stepHostMicroseconds", 300, 300, 0, 5000), 150, [.. overlapping, "sglang", "vllm"]),
                new(Prior("stepHostMicroseconds", 1000, 600, 0, 5000), 300, "vllm-0.12", "vllm-0.2"),
                new(
                    Prior("requestHostMicroseconds", 15000, 15000, 0, 300000),
                    20000,
                    ["tensorrt-llm-0.14", "nim", .. overlapping, .. vllm, "sglang"]
                ),
                new(
                    Prior("promptTokenHostMicroseconds", 0.8, 0.3, 0, 5),
                    0,
                    ["tensorrt-llm-0.14", "nim", .. overlapping, .. vllm, "sglang"]
                ),
            ],
            new("tensorrt-llm-0.12", "maximum throughput, NVIDIA performance overview v0.17", "", Rate),
            new("tensorrt-llm-0.14", "latencies under open load and bursts, NVIDIA performance overview v0.14", "", Latencies),
            new("tensorrt-llm", "maximum throughput, NVIDIA performance overview v1.0, and " + ClosedLoad, "", [.. Rate, .. Latencies]),
            new(
                "tensorrt-llm-1.0.0rc3",
                ClosedLoad,
                Silicon,
                Latencies,
                new("tokenHostMicroseconds", 80, 0, 300),
                new("admissionHostMicroseconds", 15000, 0, 30000),
                Prior("kernelLaunchMicroseconds", 40, 10, 1, 100)
            ),
            new("nim", "NVIDIA NIM 1.8 performance page", "", [.. Rate, .. Latencies]),
            new("vllm", ClosedLoad, Silicon, Latencies),
            new("vllm-0.12", ClosedLoad, Silicon, Latencies),
            new("vllm-0.2", "host times apart, which the next fit sets", Silicon, Latencies),
            new(
                "sglang",
                "time to first token under closed load, aiconfigurator silicon samples",
                Silicon,
                Latencies,
                new("tokenHostMicroseconds", 40, 0, 300),
                new("admissionHostMicroseconds", 4000, 0, 30000)
            )
        );
    }

    // One kernel for few rows and one for many: each has its rates; the cost of a call is the library's.
    private static InferenceFitStep[] Awq(string engine, string kernel) =>
        [
            Alone(
                new(
                    engine,
                    $"decode rate with the {kernel} kernel, AutoAWQ README",
                    "",
                    [InferenceMetric.GenerationRate],
                    new FitParameter("gemmTime", 1, 0.7, 2)
                )
            ),
            Alone(
                new(
                    engine,
                    $"memory with the {kernel} kernel, AutoAWQ README",
                    "",
                    [InferenceMetric.Memory],
                    new("reservedMemoryMiB", 200, 0, 2000),
                    new("workingTensors", 1, 0, 5)
                )
            ),
            Alone(
                new(
                    engine,
                    $"prefill rate with the {kernel} kernel, AutoAWQ README",
                    "",
                    [InferenceMetric.PromptRate],
                    new("promptGemmTime", 2, 1, 60),
                    new("requestHostMicroseconds", 30000, 0, 300000)
                )
            ),
        ];

    private static FitParameter Prior(string name, double start, double spread, double minimum, double maximum) =>
        new(name, start, minimum, maximum) { PriorSpread = spread };
}
