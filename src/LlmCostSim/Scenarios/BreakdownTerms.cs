using LlmCostSim.Inference;
using LlmCostSim.Training;

namespace LlmCostSim.Scenarios;

/// <summary>The terms of the breakdowns by the names that reports use, in the order in which reports show them.</summary>
internal static class BreakdownTerms
{
    /// <summary>What holds memory.</summary>
    /// <param name="memory">The breakdown.</param>
    public static IReadOnlyList<MemoryTerm> Of(in MemoryBreakdown memory) =>
        [
            new("weights", memory.Weights),
            new("gradients", memory.Gradients),
            new("optimizer", memory.Optimizer),
            new("activations", memory.Activations),
            new("logits", memory.Logits),
            new("temporary", memory.Temporary),
            new("overhead", memory.Overhead),
        ];

    /// <summary>What holds memory while serving.</summary>
    /// <param name="memory">The breakdown.</param>
    public static IReadOnlyList<MemoryTerm> Of(in InferenceMemory memory) =>
        [
            new("weights", memory.Weights),
            new("kvCache", memory.KeyValueCache),
            new("activations", memory.Activations),
            new("overhead", memory.Overhead),
        ];

    /// <summary>
    /// What a step's time is spent on. Terms that not every job has are listed with <c>Always</c> false: reports leave them out where they
    /// are zero.
    /// </summary>
    /// <param name="step">The breakdown.</param>
    public static IReadOnlyList<TimeTerm> Of(in StepBreakdown step) =>
        [
            new("forward", step.Forward, true),
            new("backward", step.Backward, true),
            new("recompute", step.Recompute, true),
            new("tensorParallel", step.TensorParallel, true),
            new("contextParallel", step.ContextParallel, false),
            new("expertParallel", step.ExpertParallel, false),
            new("pipelineBubble", step.PipelineBubble, true),
            new("pipelineTransfer", step.PipelineTransfer, true),
            new("dataParallel", step.DataParallel, true),
            new("optimizer", step.Optimizer, true),
            new("offload", step.Offload, false),
            new("other", step.Other, true),
        ];
}
