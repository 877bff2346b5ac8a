using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>An inference engine and version family, as the constants that it adds to the hardware.</summary>
public sealed record InferenceEngine
{
    /// <summary>Id, such as <c>vllm</c> or <c>tensorrt-llm-0.17</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Other names of the engine.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Where the constants are from: rows and error, or the assumption.</summary>
    public required string Origin { get; init; }

    /// <summary>Kernels that the engine fuses.</summary>
    public KernelFusion Fusion { get; init; }

    /// <summary>Matrix-multiply libraries by chip and format; the hardware's own constants where none matches.</summary>
    public required string GemmLibrary { get; init; }

    /// <summary>Attention library.</summary>
    public required string AttentionLibrary { get; init; }

    /// <summary>Collectives library.</summary>
    public required string CollectiveLibrary { get; init; }

    /// <summary>The three libraries.</summary>
    public KernelLibraries Libraries => new(GemmLibrary, AttentionLibrary, CollectiveLibrary);

    /// <summary>Host time of every step that the GPU waits for, however small the batch.</summary>
    public Duration StepHost { get; init; }

    /// <summary>Host time that each sequence of the batch adds to a step.</summary>
    public Duration SequenceHost { get; init; }

    /// <summary>Host time to launch one kernel where CUDA graphs do not replay it: prompts always, generation where <see cref="CudaGraphs"/> is off.</summary>
    public Duration KernelLaunch { get; init; }

    /// <summary>Whether generation steps run as CUDA graphs.</summary>
    public bool CudaGraphs { get; init; }

    /// <summary>Share of the prompt work of others that one's own generation steps wait for, 0–1 (φ): 1 where prompts and generation share steps, less where prompts run in waves.</summary>
    public double PromptInterference { get; init; } = 1;

    /// <summary>Share of GPU memory that the engine takes for weights, cache and working memory, 0–1.</summary>
    public double MemoryFraction { get; init; } = 0.9;

    /// <summary>Memory that is none of weights, cache and activations: context, graphs, workspaces.</summary>
    public Bytes ReservedMemory { get; init; }

    /// <summary>Tokens of a cache block.</summary>
    public int BlockTokens { get; init; } = 16;

    /// <summary>Tokens that one step takes at most, prompts and generation together.</summary>
    public int StepTokens { get; init; } = 8192;
}
