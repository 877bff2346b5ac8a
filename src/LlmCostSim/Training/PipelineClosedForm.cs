using System.Runtime.CompilerServices;
using LlmCostSim.Strategies;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Training;

/// <summary>
/// Seconds of a step's passes over a pipeline, in closed form from the times of all stages; stages are added in their order.
/// </summary>
/// <remarks>
/// With p stages, m micro-batches and passes F (forward), B (gradients of inputs), W (gradients of weights), a step's m · (F + B + W) is
/// lengthened by
/// <list type="bullet">
/// <item>GPipe and 1F1B: (p − 1)(F + B + W), Narayanan et al. 2021. Equal to the replay for equal stages.</item>
/// <item>Interleaved: the same over the chunks v. Equal to the replay for equal stages where p divides m or m is at most p; a last, partly
/// filled round runs its chunks with gaps.</item>
/// <item>ZB-H1 and ZB-H2: (p − 1)(F + B) − (k − 1)W, where k is the number of micro-batches that the first stage has in flight: p and 2p −
/// 1 (then Qi et al. 2023, table 1), or m where that is less, since no more weight gradients exist to fill the wait; not less than what the
/// last stage waits, (p − 1)F, with ZB-H2's optimizer step of each stage on its own 0. Never above the replay, and equal to it for equal
/// stages where whole weight passes fill the gaps, as with F = B = W.</item>
/// <item>DualPipe: (p/2 − 1)(F&amp;B + B − 3W), DeepSeek-V3, table 2, in mean stages: an approximation. Below 2p micro-batches, which its
/// authors' code refuses, as many weight passes fill gaps as there are, and a direction's m/2 micro-batches pass p stages in any
/// case.</item>
/// </list> For unequal stages the slowest one sets the pace of the steady state and the others' passes are the ramp: an approximation, held
/// to 3 % of the replay by a test. Described in docs/training.md, "Time of a step".
/// </remarks>
internal struct PipelineClosedForm(PipelineSchedule schedule, int virtualStages, int stages, int microBatches)
{
    private readonly double filling = Math.Min(microBatches, schedule == PipelineSchedule.ZeroBubbleH2 ? (2 * stages) - 1 : stages) - 1;
    private double forward,
        input,
        weight;
    private double slowest,
        longestPass,
        longestWait;

    /// <summary>Takes in the next stages, which are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in PipelineStage stage, int count = 1)
    {
        var (forwardPass, inputPass, weightPass) = stage;
        forward += count * forwardPass;
        input += count * inputPass;
        weight += count * weightPass;
        var total = forwardPass + inputPass + weightPass;
        slowest = Math.Max(slowest, total);
        longestPass = Math.Max(longestPass, (microBatches * total) - forwardPass - inputPass - (filling * weightPass));
        longestWait = Math.Max(longestWait, forward - forwardPass + (microBatches * total));
    }

    /// <summary>Seconds of work of the slowest stage in one step, and of its waiting.</summary>
    public readonly double Step() => (microBatches * slowest) + Bubble();

    /// <summary>Seconds of waiting on the slowest stage in one step.</summary>
    public readonly double Bubble()
    {
        if (stages <= 1)
        {
            return 0;
        }

        switch (schedule)
        {
            case PipelineSchedule.Interleaved:
                var partial = microBatches % stages;
                return ((forward + input + weight - slowest) / virtualStages)
                    + (partial == 0 ? 0 : slowest * (stages - partial) * (virtualStages - 1) / virtualStages);
            case PipelineSchedule.ZeroBubbleH1:
                return Math.Max(longestWait, forward + input + longestPass) - (microBatches * slowest);
            case PipelineSchedule.ZeroBubbleH2:
                return Math.Max(0, forward + input + longestPass - (microBatches * slowest));
            case PipelineSchedule.DualPipe:
                return Bidirectional();
            default:
                return forward + input + weight - slowest;
        }
    }

    private readonly double Bidirectional()
    {
        double ramp = (0.5 * stages) - 1,
            fill = Math.Min(ramp, microBatches - 1);
        var wait = ((ramp * forward) + Math.Max(0, (2 * ramp * input) - (fill * weight))) / stages;
        var through = ((stages + (0.5 * microBatches) - 1) * (forward + input) + weight) / stages;
        return Math.Max(wait, through - (microBatches * slowest));
    }
}
