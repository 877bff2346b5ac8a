namespace LlmCostSim.Validation;

/// <summary>What sources publish of the speed of a training step; each follows from the step's time.</summary>
internal enum TrainingMetric
{
    /// <summary>Seconds of a step.</summary>
    StepTime,

    /// <summary>Tokens per second and GPU.</summary>
    TokenRate,

    /// <summary>FLOP/s per GPU of all that is calculated, 1e12.</summary>
    HardwareRate,

    /// <summary>FLOP/s per GPU of what the model needs, without recomputation, 1e12.</summary>
    ModelRate,

    /// <summary><see cref="HardwareRate"/> over the peak of 16-bit formats.</summary>
    HardwareUtilization,

    /// <summary><see cref="ModelRate"/> over the peak of 16-bit formats.</summary>
    ModelUtilization,
}
