namespace LlmCostSim.Training.Schedules;

/// <summary>What a pipeline rank does with one micro-batch of one chunk.</summary>
public enum PipelineWork
{
    /// <summary>Forward pass.</summary>
    Forward,

    /// <summary>Backward pass, gradients of inputs and of weights in one.</summary>
    Backward,

    /// <summary>Backward pass without the gradients of the weights.</summary>
    BackwardInput,

    /// <summary>Gradients of the weights.</summary>
    BackwardWeight,
}
