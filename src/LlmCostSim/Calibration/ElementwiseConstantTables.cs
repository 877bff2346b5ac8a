using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>The constants of memory-bound kernels by name.</summary>
internal static class ElementwiseConstantTables
{
    /// <summary>A chip's.</summary>
    public static ConstantTable<ElementwiseConstants> Chip { get; } =
        new(
            new("kernelSeconds", c => c.KernelSeconds, (c, v) => c with { KernelSeconds = v }),
            new("memoryEfficiency", c => c.MemoryEfficiency, (c, v) => c with { MemoryEfficiency = v }),
            new("residentShare", c => c.ResidentShare, (c, v) => c with { ResidentShare = v }),
            new("cacheRatio", c => c.CacheRatio, (c, v) => c with { CacheRatio = v }),
            new("blockBytesPerSecond", c => c.BlockBytesPerSecond, (c, v) => c with { BlockBytesPerSecond = v }),
            new("blocksPerMultiprocessor", c => c.BlocksPerMultiprocessor, (c, v) => c with { BlocksPerMultiprocessor = v })
        );

    /// <summary>A library's.</summary>
    public static ConstantTable<ElementwiseLibraryConstants> Library { get; } =
        new(
            new("launchSeconds", c => c.LaunchSeconds, (c, v) => c with { LaunchSeconds = v }),
            new("rotaryShare", c => c.RotaryShare, (c, v) => c with { RotaryShare = v }),
            new("normShare", c => c.NormShare, (c, v) => c with { NormShare = v }),
            new("activationShare", c => c.ActivationShare, (c, v) => c with { ActivationShare = v }),
            new("rowSeconds", c => c.RowSeconds, (c, v) => c with { RowSeconds = v })
        );
}
