namespace LlmCostSim.Training.Schedules;

/// <summary>Seconds of one pipeline rank for one micro-batch, all its chunks together.</summary>
/// <param name="Forward">Forward pass.</param>
/// <param name="BackwardInput">Backward pass with recomputation, without the gradients of the weights.</param>
/// <param name="BackwardWeight">Gradients of the weights.</param>
internal readonly record struct PipelineStage(double Forward, double BackwardInput, double BackwardWeight)
{
    /// <summary>All of a micro-batch.</summary>
    public double Total => Forward + BackwardInput + BackwardWeight;

    internal double Of(PipelineWork work) =>
        work switch
        {
            PipelineWork.Forward => Forward,
            PipelineWork.Backward => BackwardInput + BackwardWeight,
            PipelineWork.BackwardInput => BackwardInput,
            _ => BackwardWeight,
        };
}
