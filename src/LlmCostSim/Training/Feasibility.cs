using System.Globalization;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>
/// Whether a training step fits the accelerators' memory or by how much not, where the peak is, and which changes make it fit.
/// </summary>
/// <example><code>
/// Feasibility feasibility = Feasibility.Of(estimator, strategy, workload);
/// Console.WriteLine(feasibility);   // needs 43.1 GiB per accelerator, has 39.4 GiB, on stage 0 at the loss
/// </code></example>
public sealed record Feasibility
{
    /// <summary>Memory that the rank with the most needs at its peak.</summary>
    public required Bytes Needs { get; init; }

    /// <summary>Memory that a process can use on the accelerator.</summary>
    public required Bytes Has { get; init; }

    /// <summary>The pipeline stage of that rank, from 0.</summary>
    public required int Stage { get; init; }

    /// <summary>When it peaks.</summary>
    public required PeakMoment Moment { get; init; }

    /// <summary>
    /// Changes that make it fit, the fastest first; where no single one does, combinations that do, then what each change alone comes to,
    /// the nearest first. Empty where the plan fits as it is.
    /// </summary>
    public IReadOnlyList<MemoryRemedy> Remedies { get; init; } = [];

    /// <summary>Whether it fits.</summary>
    public bool Fits => Needs <= Has;

    /// <summary>What is missing; zero where it fits.</summary>
    public Bytes Missing => Fits ? Bytes.FromBytes(0) : Needs - Has;

    /// <summary>Evaluates a plan and, where it does not fit, the changes nearest to it, each with the estimator's own figures.</summary>
    /// <param name="estimator">The estimator of the model, cluster and stack.</param>
    /// <param name="strategy">The plan.</param>
    /// <param name="workload">Sequence length and global batch.</param>
    public static Feasibility Of(TrainingEstimator estimator, in TrainingStrategy strategy, in TrainingWorkload workload)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return Of(estimator, strategy, workload, estimator.Estimate(strategy, workload));
    }

    /// <summary>The same of a plan that is evaluated already.</summary>
    internal static Feasibility Of(
        TrainingEstimator estimator,
        in TrainingStrategy strategy,
        in TrainingWorkload workload,
        in TrainingEstimate estimate
    )
    {
        var has = estimator.Cluster.Accelerator.UsableMemory;
        var feasibility = new Feasibility
        {
            Needs = estimate.Memory.Total,
            Has = has,
            Stage = estimate.PeakStage,
            Moment = estimate.PeakMoment,
        };
        return feasibility.Fits
            ? feasibility
            : feasibility with
            {
                Remedies = new RemedySearch(estimator, workload, has).Find(strategy, estimate.Memory),
            };
    }

    /// <summary>The verdict as a sentence.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Fits ? "fits: " : "")}needs {Needs.TotalGiB:0.0} GiB per accelerator, has {Has.TotalGiB:0.0} GiB, on stage {Stage} {Moment.InWords()}"
        );
}
