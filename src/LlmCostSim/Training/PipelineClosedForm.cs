using LlmCostSim.Strategies;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Training;

/// <summary>Time that a pipeline stage waits for others, in closed form from the times of all stages.</summary>
/// <remarks>
/// Exact for equal stages where the micro-batches fill the pipeline: GPipe and 1F1B (Narayanan et al. 2021: (p − 1) forward and backward passes), interleaved where p divides
/// the micro-batches (the same over v), ZB-H1 and ZB-H2 (Qi et al. 2023, table 1: (p − 1)(F + B − W) and (p − 1)(F + B − 2W), the latter with the optimizer step of each stage
/// on its own), where F = B = W. An approximation elsewhere: for unequal stages the slowest one sets the pace of the steady state and the others' passes are the ramp, and
/// DualPipe's (p/2 − 1)(F&amp;B + B − 3W) (DeepSeek-V3, table 2) takes mean stages.
/// </remarks>
internal struct PipelineClosedForm
{
    private double forward, input, weight;
    private double slowest, slowestForward, slowestInput, slowestWeight;
    private int stages;

    /// <summary>Takes in equal stages.</summary>
    public void Add(in PipelineStage stage, int count = 1)
    {
        var (forwardPass, inputPass, weightPass) = stage;
        stages += count;
        forward += count * forwardPass;
        input += count * inputPass;
        weight += count * weightPass;
        var total = forwardPass + inputPass + weightPass;
        if (total > slowest)
        {
            (slowest, slowestForward, slowestInput, slowestWeight) = (total, forwardPass, inputPass, weightPass);
        }
    }

    /// <summary>Seconds of work of the slowest stage in one step, and of its waiting.</summary>
    public readonly double Step(PipelineSchedule schedule, int virtualStages, int microBatches) => (microBatches * slowest) + Bubble(schedule, virtualStages, microBatches);

    /// <summary>Seconds of waiting on the slowest stage in one step.</summary>
    public readonly double Bubble(PipelineSchedule schedule, int virtualStages, int microBatches)
    {
        if (stages <= 1)
        {
            return 0;
        }

        double f = forward - slowestForward, b = input - slowestInput, w = weight - slowestWeight;
        switch (schedule)
        {
            case PipelineSchedule.Interleaved:
                // A last, partly filled round of p micro-batches runs its chunks with gaps.
                var partial = microBatches % stages;
                return ((f + b + w) / virtualStages) + (partial == 0 ? 0 : slowest * (stages - partial) * (virtualStages - 1) / virtualStages);
            case PipelineSchedule.ZeroBubbleH1:
                return Math.Max(0, f + b - w);
            case PipelineSchedule.ZeroBubbleH2:
                return Math.Max(0, f + b - (2 * w));
            case PipelineSchedule.DualPipe:
                return Math.Max(0, ((0.5 * stages) - 1) / stages * (forward + (2 * input) - weight));
            default:
                return f + b + w;
        }
    }
}
