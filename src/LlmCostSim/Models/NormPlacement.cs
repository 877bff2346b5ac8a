namespace LlmCostSim.Models;

/// <summary>Where a layer normalises, and whether attention and feed-forward run side by side.</summary>
public enum NormPlacement
{
    /// <summary>Before attention and before the feed-forward block, one after the other.</summary>
    Pre,

    /// <summary>Attention and feed-forward side by side behind one shared norm (Falcon-7B, GPT-J, phi).</summary>
    ParallelShared,

    /// <summary>Attention and feed-forward side by side, each behind a norm of its own (Falcon-40B, GPT-NeoX).</summary>
    ParallelSeparate,

    /// <summary>Before and after both blocks, four norms (Gemma 2).</summary>
    Sandwich,
}
