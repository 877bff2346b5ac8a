namespace LlmCostSim.Training;

/// <summary>When in a step a rank's memory peaks.</summary>
public enum PeakMoment
{
    /// <summary>In the forward pass of a layer.</summary>
    Forward,

    /// <summary>At the logits and the loss.</summary>
    Loss,

    /// <summary>In the backward pass of a layer.</summary>
    Backward,

    /// <summary>While a layer is computed again.</summary>
    Recompute,

    /// <summary>In the optimizer step.</summary>
    Optimizer,
}
