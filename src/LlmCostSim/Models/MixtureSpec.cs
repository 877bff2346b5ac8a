namespace LlmCostSim.Models;

/// <summary>Mixture-of-experts feed-forward.</summary>
public sealed record MixtureSpec
{
    /// <summary>Routed experts, 1 or more.</summary>
    public required int Experts { get; init; }

    /// <summary>Routed experts that each token visits (top-k), 1 to <see cref="Experts"/>.</summary>
    public required int ExpertsPerToken { get; init; }

    /// <summary>Inner width of one routed expert.</summary>
    public required int ExpertSize { get; init; }

    /// <summary>Summed inner width of the experts that every token visits; 0 (the default): none.</summary>
    public int SharedExpertSize { get; init; }

    /// <summary>First layers that have a dense feed-forward block instead; none by default.</summary>
    public int DenseLayers { get; init; }

    /// <summary>Whether the router has a bias per expert that counts as a parameter (DeepSeek-V3's correction bias); default no.</summary>
    public bool RouterBias { get; init; }

    /// <summary>Whether the shared expert's output is scaled by a gate of <c>hidden</c> parameters (Qwen2-MoE); not by default.</summary>
    public bool SharedExpertGate { get; init; }
}
