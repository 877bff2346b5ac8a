using LlmCostSim.Lowering;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>
/// Memory or time of one strategy after another, each asked for alone: the bits of <see cref="TrainingEstimator.Estimate"/>. The model is
/// lowered again only where a strategy divides it in another way than the one before. For one thread at a time.
/// </summary>
/// <param name="estimator">The estimator of the model, cluster and stack.</param>
/// <param name="workload">Sequence length and global batch.</param>
internal sealed class PlanFigures(TrainingEstimator estimator, TrainingWorkload workload)
{
    private (LoweringOptions Options, bool Tied) tensorsOf,
        timesOf;
    private TensorParts tensors;
    private TrainingParts times;

    /// <summary>Memory of the stage that needs most, at its peak.</summary>
    public MemoryBreakdown Memory(in TrainingStrategy strategy) => Peak(strategy).Memory;

    /// <summary>Seconds of an optimizer step.</summary>
    public Duration StepTime(in TrainingStrategy strategy)
    {
        var division = Division(strategy);
        var groups = estimator.Groups(strategy.Layout);
        if (division != timesOf)
        {
            (timesOf, tensorsOf) = (division, division);
            if (estimator.Known(division.Options, division.Tied) is { } kept)
            {
                (times, tensors) = (kept.Times, kept.Tensors);
            }
            else
            {
                estimator.Read(division.Options, groups, division.Tied, ref times, ref tensors);
            }
        }

        // Pages that leave for want of memory take time.
        var evicted = strategy.Optimizer == OptimizerKind.AdamWPaged ? Peak(strategy).Evicted : 0;
        return estimator.Step(strategy, division.Options, groups, ref times, workload.MicroBatches(strategy), evicted, out _).Total;
    }

    private PipelinePeak Peak(in TrainingStrategy strategy)
    {
        var division = Division(strategy);
        if (division != tensorsOf)
        {
            tensorsOf = division;
            tensors = estimator.Known(division.Options, division.Tied) is { } kept
                ? kept.Tensors
                : TensorParts.Of(estimator.Model, division.Options, division.Tied);
        }

        return estimator.Peak(strategy, division.Options, ref tensors, workload.MicroBatches(strategy));
    }

    private (LoweringOptions Options, bool Tied) Division(in TrainingStrategy strategy) =>
        (estimator.Division(strategy, workload), strategy.Layout.Pipeline == 1);
}
