using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Memory of the rank that needs most, at the instant when it does.</summary>
public sealed record MemoryReport
{
    /// <summary>What holds it.</summary>
    public MemoryBreakdown Breakdown { get; init; }

    /// <summary>All of it: what the driver has to provide.</summary>
    public Bytes PerGpu => Breakdown.Total;

    /// <summary>What the framework's allocator hands out: without what libraries and the CUDA context take.</summary>
    public Bytes Allocated => Breakdown.Allocated;

    /// <summary>What the allocator holds from the driver, at least <see cref="Allocated"/>.</summary>
    public Bytes Reserved { get; init; }

    /// <summary>What a process can use on the accelerator.</summary>
    public Bytes Capacity { get; init; }

    /// <summary>The pipeline stage that needs most, from 0.</summary>
    public int PeakStage { get; init; }

    /// <summary>When it does.</summary>
    public PeakMoment PeakMoment { get; init; }

    /// <summary>At which operation, such as <c>AttentionCore</c>; <see langword="null"/> in the optimizer step.</summary>
    public string? PeakOperation { get; init; }

    /// <summary>The moment in words.</summary>
    public string PeakAt => PeakMoment.InWords();
}
