using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Arithmetic of a training job; 1 multiply-accumulate is 2 FLOP.</summary>
public sealed record FlopsReport
{
    /// <summary>What the model needs per token, forward and backward, logits included.</summary>
    public Flops ModelPerToken { get; init; }

    /// <summary>What the hardware does per token: with recomputation.</summary>
    public Flops HardwarePerToken { get; init; }

    /// <summary>What the model needs for the whole run.</summary>
    public Flops ModelTotal { get; init; }

    /// <summary>How causal attention is counted.</summary>
    public FlopsConvention Convention { get; init; }
}
