using System.Collections.Concurrent;
using LlmCostSim.Economics;
using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Training;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Scenarios;

/// <summary>
/// Answers scenarios: does it fit, how long does it take, what does it cost? What a user of the library meets first. Immutable; may be
/// shared between threads, and gives the same report for the same scenario every time.
/// </summary>
/// <example>
/// <code>
/// Scenario scenario = new ScenarioReader().Read(File.ReadAllText("falcon-7b.json"));
/// Report report = new Estimator().Estimate(scenario);
/// Console.WriteLine(report.Feasible);
/// </code>
/// </example>
public sealed class Estimator
{
    /// <summary>Inference engines that scenarios may name as <c>framework</c>; the shipped ones by default.</summary>
    public EngineCatalog Engines { get; init; } = EngineCatalog.Default;

    /// <summary>Software stacks that scenarios may name as <c>framework</c>; the shipped ones by default.</summary>
    public StackCatalog Stacks { get; init; } = StackCatalog.Default;

    /// <summary>Prices for scenarios that give none; the shipped ones by default.</summary>
    public PriceBook Prices { get; init; } = PriceBook.Default;

    /// <summary>Carbon intensities; the shipped ones by default.</summary>
    public GridCatalog Grid { get; init; } = GridCatalog.Default;

    /// <summary>
    /// How causal attention is counted in <c>flops</c>, <c>mfu</c> and <c>hfu</c>; halved by default. Times and memory do not depend on it.
    /// </summary>
    public FlopsConvention FlopsConvention { get; init; }

    // Preparing the kernel models of an accelerator costs more than a step, and many scenarios share them.
    private readonly ConcurrentDictionary<Preparation, KernelSet> prepared = new();

    private readonly ConcurrentDictionary<StepPreparation, TrainingEstimator> trainings = new();

    /// <summary>
    /// Most prepared kernel models, and step estimators, that are kept; past it all are dropped, so that a long batch of ever new scenarios
    /// stays in bounded memory.
    /// </summary>
    private const int MostPrepared = 1024;

    internal TrainingEstimator Prepare(ModelSpec model, Cluster cluster, SoftwareStack stack)
    {
        var key = new StepPreparation(model, cluster, stack);
        if (trainings.TryGetValue(key, out var known))
        {
            return known;
        }

        if (trainings.Count >= MostPrepared)
        {
            trainings.Clear();
        }

        // The estimator for one accelerator of such nodes knows the model's parts for any number of them.
        var made =
            cluster.Count == 1
                ? new TrainingEstimator(model, cluster, stack, Kernels(cluster, stack.Libraries))
                : Prepare(model, cluster with { Count = 1 }, stack).On(cluster);
        return trainings.GetOrAdd(key, made);
    }

    internal InferenceEstimator Prepare(ModelSpec model, Cluster cluster, InferenceEngine engine) =>
        new(model, cluster, engine, Kernels(cluster, engine.Libraries));

    private KernelSet Kernels(Cluster cluster, in KernelLibraries libraries)
    {
        var key = new Preparation(cluster.Accelerator, libraries);
        if (!prepared.TryGetValue(key, out var known))
        {
            if (prepared.Count >= MostPrepared)
            {
                prepared.Clear();
            }

            known = prepared.GetOrAdd(key, KernelSet.Create(cluster, libraries));
        }

        return known.Cluster == cluster ? known : known.On(cluster);
    }

    /// <summary>Answers a scenario of any kind.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <returns>The report; an impossible plan is one with <see cref="Report.Feasible"/> false.</returns>
    /// <exception cref="NotSupportedException">The kind of scenario is not known to this version.</exception>
    public Report Estimate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario switch
        {
            TrainingScenario training => Estimate(training),
            InferenceScenario inference => Estimate(inference),
            ServingScenario serving => Estimate(serving),
            _ => throw new NotSupportedException($"scenarios of kind {scenario.Kind} are not supported"),
        };
    }

    /// <summary>Answers a training scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <returns>The report.</returns>
    public TrainingReport Estimate(TrainingScenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return TrainingReporter.Report(scenario, this);
    }

    /// <summary>The pipeline of one step of a training scenario, played event by event; for traces and pictures.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <returns>What every stage does when, and what follows the pipeline in the step.</returns>
    /// <exception cref="ArgumentException">The schedule cannot run with that many stages or micro-batches.</exception>
    public (PipelineTimeline Timeline, StepBreakdown Step) Replay(TrainingScenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var (estimator, workload) = (TrainingJob.Prepare(scenario, this), TrainingJob.RunWorkload(scenario));
        return (estimator.Replay(scenario.Strategy, workload), estimator.Estimate(scenario.Strategy, workload).Step);
    }

    /// <summary>Answers an inference scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <returns>The report.</returns>
    public InferenceReport Estimate(InferenceScenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return InferenceReporter.Report(scenario, this);
    }

    /// <summary>Simulates a serving scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="progress">Told the share of requests that are done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <returns>The report.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ServingReport Estimate(ServingScenario scenario, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return ServingReporter.Report(scenario, this, progress, cancellation);
    }
}
