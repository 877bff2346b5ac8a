using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Planning;

/// <summary>
/// A search on one of its clusters with one choice of number formats, optimizer and offload: estimator, figures of merit, and the step
/// below which none lies.
/// </summary>
internal sealed class PlanTask
{
    private readonly TrainingEstimator training;
    private readonly TrainingWorkload held,
        running;

    /// <summary>All of them, clusters varying slowest.</summary>
    public static PlanTask[] All(PlanRequest request, Estimator estimator)
    {
        var (own, space) = (request.Scenario.Strategy, request.Space);
        return
        [
            .. from cluster in request.Clusters
            from precision in space.Precision.DefaultIfEmpty(own.Precision)
            from optimizer in space.Optimizer.DefaultIfEmpty(own.Optimizer)
            from offload in space.Offload.DefaultIfEmpty(own.Offload)
            select new PlanTask(request, cluster, own with { Precision = precision, Optimizer = optimizer, Offload = offload }, estimator),
        ];
    }

    private PlanTask(PlanRequest request, Cluster cluster, in TrainingStrategy strategy, Estimator estimator)
    {
        var scenario = SearchedScenario.On(request.Scenario, cluster, request.Prices) with { Strategy = strategy };
        Scenario = scenario;
        (training, held, running) = (TrainingJob.Prepare(scenario, estimator), scenario.Workload, TrainingJob.RunWorkload(scenario));
        var sample = training.Estimate(scenario.Strategy with { Layout = new ParallelLayout() }, running);
        var (run, paid) = TrainingJob.RunFactors(scenario, estimator, sample);
        Goal = new PlanGoal(
            request.Objective,
            cluster.Count,
            cluster.Accelerator.UsableMemory.TotalBytes,
            RunEconomics.Price(scenario, estimator.Prices, estimator.Grid, []).Amount,
            run,
            paid > 0 ? paid : 1,
            request.DeadlineDays is { } days ? days * 86400 : double.PositiveInfinity,
            request.Budget ?? double.PositiveInfinity
        );

        // No accelerator works faster than its peak.
        var peak = cluster.Accelerator.Peak.Of(scenario.Strategy.Precision.Compute)?.FlopsPerSecond;
        Floor = peak is { } rate ? sample.ModelFlopsPerToken.TotalFlops * sample.TokensPerStep / (rate * cluster.Count) : 0;
    }

    /// <summary>The scenario whose layout, schedule, sharding, recomputation and micro-batch are searched.</summary>
    public TrainingScenario Scenario { get; }

    public PlanGoal Goal { get; }

    /// <summary>Seconds: the model's arithmetic at the accelerators' peak.</summary>
    public double Floor { get; }

    /// <summary>Composes times.</summary>
    public StepComposer Time() => training.Compose(running);

    /// <summary>Composes memory where that is for other sequences than time is; <see langword="null"/>: the same.</summary>
    public StepComposer? Memory() => running == held ? null : training.Compose(held);
}
