using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>What <see cref="AttentionFit"/> found.</summary>
internal sealed record AttentionFitResult
{
    /// <summary>Constants of the chip.</summary>
    public required AttentionConstants Constants { get; init; }

    /// <summary>Libraries with their fitted constants.</summary>
    public required IReadOnlyList<AttentionLibraryConstants> Libraries { get; init; }

    /// <summary>Decode fit: values, standard errors, correlation.</summary>
    public required FitResult Decode { get; init; }

    /// <summary>Prefill fit: values, standard errors, correlation.</summary>
    public required FitResult Prefill { get; init; }

    /// <summary>Errors by source, kind, duration and side of the split.</summary>
    public required IReadOnlyList<AttentionError> Errors { get; init; }
}
