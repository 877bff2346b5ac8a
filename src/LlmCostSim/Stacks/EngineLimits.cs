using LlmCostSim.Hardware;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>What one scheduler of an engine takes at a time unless it is told otherwise, on accelerators of some memory.</summary>
internal sealed record EngineLimits
{
    /// <summary>Least usable memory of the accelerators that it stands for; 0 (the default): any.</summary>
    public Bytes FromMemory { get; init; }

    /// <summary>Part of the ids of accelerators that it does not stand for all the same; none by default.</summary>
    public string Except { get; init; } = "";

    /// <summary>Tokens that one step takes at most, prompts and generation together; 8192 by default.</summary>
    public int StepTokens { get; init; } = 8192;

    /// <summary>Whether a step takes as many tokens as the model's context where that is more than <see cref="StepTokens"/>.</summary>
    public bool WholeContext { get; init; }

    /// <summary>Sequences that run at most at a time; 2048 by default.</summary>
    public int Sequences { get; init; } = 2048;

    internal bool StandsFor(Accelerator accelerator) =>
        accelerator.UsableMemory >= FromMemory
        && (Except.Length == 0 || !accelerator.Id.Contains(Except, StringComparison.OrdinalIgnoreCase));
}
