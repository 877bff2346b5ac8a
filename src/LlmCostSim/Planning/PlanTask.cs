using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Planning;

/// <summary>A search on one of its clusters: estimator, figures of merit, and the step below which none lies.</summary>
internal sealed class PlanTask
{
    private readonly TrainingEstimator training;
    private readonly TrainingWorkload held, running;

    public PlanTask(PlanRequest request, Cluster cluster, Estimator estimator)
    {
        var scenario = request.Scenario with { Cluster = cluster };
        (training, held, running) = (TrainingReporter.Prepare(scenario, estimator), scenario.Workload, TrainingReporter.RunWorkload(scenario));
        var sample = training.Estimate(scenario.Strategy with { Layout = new ParallelLayout() }, running);
        var (run, paid) = TrainingReporter.RunFactors(scenario, estimator, sample);
        Goal = new PlanGoal(
            request.Objective,
            cluster.Count,
            cluster.Accelerator.UsableMemory.TotalBytes,
            RunEconomics.Price(scenario, estimator.Prices, [], estimator.Grid).Amount,
            run,
            paid > 0 ? paid : 1,
            request.DeadlineDays is { } days ? days * 86400 : double.PositiveInfinity,
            request.Budget ?? double.PositiveInfinity);

        // No accelerator works faster than its peak.
        var peak = cluster.Accelerator.Peak.Of(scenario.Strategy.Precision.Compute)?.FlopsPerSecond;
        Floor = peak is { } rate ? sample.ModelFlopsPerToken.TotalFlops * sample.TokensPerStep / (rate * cluster.Count) : 0;
    }

    public PlanGoal Goal { get; }

    /// <summary>Seconds: the model's arithmetic at the accelerators' peak.</summary>
    public double Floor { get; }

    /// <summary>Composes times.</summary>
    public StepComposer Time() => training.Compose(running);

    /// <summary>Composes memory where that is for other sequences than time is; <see langword="null"/>: the same.</summary>
    public StepComposer? Memory() => running == held ? null : training.Compose(held);
}
