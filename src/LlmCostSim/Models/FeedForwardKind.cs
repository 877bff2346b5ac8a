namespace LlmCostSim.Models;

/// <summary>Activation of the feed-forward block, and with it the number of its matrices.</summary>
public enum FeedForwardKind
{
    /// <summary>Two matrices around a ReLU.</summary>
    Relu,

    /// <summary>Two matrices around a GeLU.</summary>
    Gelu,

    /// <summary>Three matrices: SiLU of the gate times the up projection, then down (Shazeer 2020).</summary>
    SwiGlu,

    /// <summary>Three matrices: GeLU of the gate times the up projection, then down (Shazeer 2020).</summary>
    GeGlu,
}
