using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>What was read out of another tool's file: the matching part of a scenario, and everything that was ignored or is wrong.</summary>
public sealed record ImportResult
{
    /// <summary>Kind of the file: <c>hugging-face</c>, <c>deepspeed</c> or <c>megatron</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The architecture, or <see langword="null"/> where the file describes none or something is wrong.</summary>
    public ModelSpec? Model { get; init; }

    /// <summary>The members of a strategy that the file states.</summary>
    public ImportedStrategy Strategy { get; init; } = new();

    /// <summary>The members of a workload that the file states.</summary>
    public ImportedWorkload Workload { get; init; } = new();

    /// <summary>What was ignored or assumed, in the order of the file; it does not stop the import.</summary>
    public IReadOnlyList<InputProblem> Warnings { get; init; } = [];

    /// <summary>What is wrong with the file; with any of these nothing of it may be used.</summary>
    public IReadOnlyList<InputProblem> Errors { get; init; } = [];

    /// <summary>Whether the file could be read without errors.</summary>
    public bool Succeeded => Errors.Count == 0;
}
