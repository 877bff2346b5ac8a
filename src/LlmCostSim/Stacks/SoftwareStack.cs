using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>
/// A training or inference framework and version family, as the constants that it adds to the hardware: what it fuses, what its host code
/// costs, which kernel and collectives libraries it calls, how it overlaps and allocates.
/// </summary>
public sealed record SoftwareStack
{
    /// <summary>Id, such as <c>megatron-deepspeed</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Other names of the stack.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Where the constants are from: rows and error, or the assumption.</summary>
    public required string Origin { get; init; }

    /// <summary>Kernels that the stack fuses.</summary>
    internal KernelFusion Fusion { get; init; }

    /// <summary>Bytes of gradients and master weights where the user does not say them.</summary>
    internal StateFormats Formats { get; init; } = new();

    /// <summary>Name of the matrix-multiply library.</summary>
    public required string GemmLibrary { get; init; }

    /// <summary>Name of the fused attention library.</summary>
    public required string AttentionLibrary { get; init; }

    /// <summary>Name of the collectives library.</summary>
    public required string CollectiveLibrary { get; init; }

    /// <summary>The three libraries.</summary>
    internal KernelLibraries Libraries => new(GemmLibrary, AttentionLibrary, CollectiveLibrary);

    /// <summary>Host time to launch one kernel; zero under CUDA graphs.</summary>
    internal Duration KernelLaunch { get; init; }

    /// <summary>Host and device time per step that no operation explains (data loading and logging are not in it).</summary>
    internal Duration StepOverhead { get; init; }

    /// <summary>How training steps relate to the kernel models.</summary>
    internal TrainingPace Training { get; init; } = new();

    /// <summary>
    /// Traffic of the optimizer step per trained parameter beyond one read and one write of each state, in bytes: gradient norm, clipping,
    /// zeroing.
    /// </summary>
    internal double OptimizerExtraBytes { get; init; }

    /// <summary>What the stack's code holds in memory.</summary>
    internal MemoryConstants Memory { get; init; } = new();

    /// <summary>Memory outside the allocator: CUDA context, library workspaces.</summary>
    internal Bytes ContextMemory { get; init; }

    /// <summary>Memory of one communicator of the collectives library.</summary>
    internal Bytes CommunicatorMemory { get; init; }
}
