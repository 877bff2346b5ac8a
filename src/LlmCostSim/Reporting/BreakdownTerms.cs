using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting;

/// <summary>The terms of the breakdowns by the names that reports use, in the order in which reports show them.</summary>
public static class BreakdownTerms
{
    /// <summary>What holds memory.</summary>
    /// <param name="memory">The breakdown.</param>
    public static IReadOnlyList<(string Name, Bytes Amount)> Of(in MemoryBreakdown memory) =>
    [
        ("weights", memory.Weights),
        ("gradients", memory.Gradients),
        ("optimizer", memory.Optimizer),
        ("activations", memory.Activations),
        ("logits", memory.Logits),
        ("temporary", memory.Temporary),
        ("overhead", memory.Overhead),
    ];

    /// <summary>What a step's time is spent on. Terms that not every job has are listed with <c>Always</c> false: reports leave them out where they are zero.</summary>
    /// <param name="step">The breakdown.</param>
    public static IReadOnlyList<(string Name, Duration Time, bool Always)> Of(in StepBreakdown step) =>
    [
        ("forward", step.Forward, true),
        ("backward", step.Backward, true),
        ("recompute", step.Recompute, true),
        ("tensorParallel", step.TensorParallel, true),
        ("contextParallel", step.ContextParallel, false),
        ("expertParallel", step.ExpertParallel, false),
        ("pipelineBubble", step.PipelineBubble, true),
        ("pipelineTransfer", step.PipelineTransfer, true),
        ("dataParallel", step.DataParallel, true),
        ("optimizer", step.Optimizer, true),
        ("offload", step.Offload, false),
        ("other", step.Other, true),
    ];
}
