using LlmCostSim.Hardware;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>An inference engine and version family, as the constants that it adds to the hardware.</summary>
public sealed record InferenceEngine
{
    /// <summary>Id, such as <c>vllm</c> or <c>tensorrt-llm-0.17</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Other names of the engine.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Name shared by all versions of the engine, such as <c>tensorrt-llm</c>.</summary>
    public required string Family { get; init; }

    /// <summary>First version that the constants stand for, such as <c>0.17</c>; empty: any before the next entry of the family.</summary>
    public string FromVersion { get; init; } = "";

    /// <summary>Where the constants are from: rows and error, or the assumption.</summary>
    public required string Origin { get; init; }

    /// <summary>Kernels that the engine fuses.</summary>
    internal KernelFusion Fusion { get; init; }

    /// <summary>Matrix-multiply libraries by chip and format; the hardware's own constants where none matches.</summary>
    public required string GemmLibrary { get; init; }

    /// <summary>Attention library.</summary>
    public required string AttentionLibrary { get; init; }

    /// <summary>Collectives library.</summary>
    public required string CollectiveLibrary { get; init; }

    /// <summary>
    /// Whether activations of 8-bit multiplies are quantised by the kernel before, such as the norm, with scales known beforehand.
    /// </summary>
    internal bool FusedQuantisation { get; init; }

    /// <summary>
    /// Time between two kernels of a CUDA graph beyond what the kernels' own constants hold; negative where launches overlap the kernel
    /// before.
    /// </summary>
    internal Duration KernelGap { get; init; }

    /// <summary>The libraries.</summary>
    internal KernelLibraries Libraries => new(GemmLibrary, AttentionLibrary, CollectiveLibrary, FusedQuantisation);

    /// <summary>Host time of every step that the GPU waits for, however small the batch.</summary>
    internal Duration StepHost { get; init; }

    /// <summary>Host time that each sequence of the batch adds to a step.</summary>
    internal Duration SequenceHost { get; init; }

    /// <summary>
    /// Host time of every step to reach the processes of the other ranks and hear from them, where a replica has more than one.
    /// </summary>
    internal Duration RankHost { get; init; }

    /// <summary>Host time of a step that the GPU waits for.</summary>
    /// <param name="batch">Sequences of the step.</param>
    /// <param name="ranks">Ranks of the replica.</param>
    internal Duration HostOf(double batch, int ranks) => StepHost + (SequenceHost * batch) + (ranks > 1 ? RankHost : default);

    /// <summary>
    /// Time of the one process that all generated tokens pass on their way to clients (detokenising, streaming), per token: it bounds the
    /// rate of an engine whatever its GPUs do.
    /// </summary>
    internal Duration TokenHost { get; init; }

    /// <summary>Time of the same process per request.</summary>
    internal Duration AdmissionHost { get; init; }

    /// <summary>Time of the same process per token of a prompt: turning text into tokens.</summary>
    internal Duration PromptTokenHost { get; init; }

    /// <summary>
    /// Host time to launch one kernel where CUDA graphs do not replay it: prompts always, generation where <see cref="CudaGraphs"/> is off.
    /// </summary>
    internal Duration KernelLaunch { get; init; }

    /// <summary>Host time of a request outside the steps: tokenising, scheduling, the way to the client.</summary>
    internal Duration RequestHost { get; init; }

    /// <summary>
    /// Time of matrix multiplies over that of the library whose constants are used: older or generic kernels are above 1.
    /// </summary>
    internal double GemmTime { get; init; } = 1;

    /// <summary>
    /// Time of the experts' matrix multiplies over that of a batch of multiplies of the library whose constants are used.
    /// </summary>
    internal double ExpertTime { get; init; } = 1;

    /// <summary>
    /// Time of prompts' matrix multiplies over that of the library whose constants are used, beside <see cref="GemmTime"/>: kernels made
    /// for one row are slow for many, and tables timed on zeros show a chip that no power limit slows.
    /// </summary>
    internal double PromptGemmTime { get; init; } = 1;

    /// <summary>
    /// Time of the experts' multiplies on chips with asynchronous matrix units
    /// (<see cref="Hardware.Accelerator.AsynchronousMatrixUnits"/>), beside <see cref="ExpertTime"/>, where the engine has only the
    /// synchronous kernels of earlier chips for them; 1 (the default) where it has Hopper's.
    /// </summary>
    internal double SynchronousExpertTime { get; init; } = 1;

    /// <summary>Whether attention over prompts stores its scores: two batched multiplies around a softmax, not one fused kernel.</summary>
    internal bool StoresScores { get; init; }

    /// <summary>
    /// Time that a memory-bound kernel needs for each row (token) beside its traffic, where one block of threads works on a row and few
    /// blocks fit on the chip.
    /// </summary>
    internal Duration RowTime { get; init; }

    /// <summary>
    /// Time of collectives over that of the library whose constants are used: links shared with other traffic, older algorithms.
    /// </summary>
    internal double CollectiveTime { get; init; } = 1;

    /// <summary>Time for which a rank waits for the others at every collective, beside its own: ranks do not arrive together.</summary>
    internal Duration CollectiveWait { get; init; }

    /// <summary>Whether generation steps run as CUDA graphs.</summary>
    internal bool CudaGraphs { get; init; }

    /// <summary>Which requests share a step.</summary>
    public BatchingPolicy Batching { get; init; }

    /// <summary>
    /// Whether a long prompt is worked on in pieces over several steps, each filled up to <see cref="EngineLimits.StepTokens"/>.
    /// </summary>
    public bool ChunkedPrefill { get; init; }

    /// <summary>
    /// Share of the output that is reserved in the cache when a request is admitted: 1 where every request can run to its end without
    /// eviction, 0.5 where requests at all stages share the cache.
    /// </summary>
    internal double CacheReserve { get; init; } = 1;

    /// <summary>Share of GPU memory that the engine takes for weights, cache and working memory, 0–1.</summary>
    public double MemoryFraction { get; init; } = 0.9;

    /// <summary>Bytes of an accelerator that the engine's process uses at most.</summary>
    internal Bytes MayUse(Accelerator accelerator) => accelerator.UsableMemory * MemoryFraction;

    /// <summary>
    /// Share for the cache of what weights, working memory and <see cref="ReservedMemory"/> leave of that, 0–1 (TensorRT-LLM's
    /// free_gpu_memory_fraction).
    /// </summary>
    internal double CacheFraction { get; init; } = 1;

    /// <summary>Memory that is none of weights, cache and activations: context, graphs, workspaces.</summary>
    internal Bytes ReservedMemory { get; init; }

    /// <summary>
    /// What one scheduler takes at a time, by accelerator: the first that stands for one counts, the last where none does.
    /// </summary>
    internal IReadOnlyList<EngineLimits> Limits { get; init; } = [new EngineLimits()];

    /// <summary>Where <see cref="Limits"/> are from.</summary>
    internal string LimitsOrigin { get; init; } = "";

    internal EngineLimits LimitsOn(Accelerator accelerator)
    {
        foreach (var limits in Limits)
        {
            if (limits.StandsFor(accelerator))
            {
                return limits;
            }
        }

        return Limits[^1];
    }

    /// <summary>Tensors as large as the largest working tensor that a step holds at once.</summary>
    internal double WorkingTensors { get; init; } = 2;

    /// <summary>Tokens of a cache block.</summary>
    public int BlockTokens { get; init; } = 16;

    /// <summary>
    /// Whether layers with a sliding window give back the cache of tokens that have left it; otherwise they hold all tokens.
    /// </summary>
    internal bool WindowedCache { get; init; }

    /// <summary>Prompt tokens above which a batch is halved, again and again, to fill the stages of a pipeline; 0: it never is.</summary>
    internal int MicroBatchTokens { get; init; }
}
