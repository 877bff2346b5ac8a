using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Calibration;

/// <summary>A measured training step that constants of a software stack are fitted to.</summary>
internal sealed class TrainingFitRow
{
    private readonly TrainingEstimator estimator;

    /// <summary>A measured step.</summary>
    /// <param name="source">Where it was published.</param>
    /// <param name="model">The model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="stack">The software stack, whose training constants are the start.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="workload">Sequence length and batch.</param>
    /// <param name="seconds">The measured step; above 0.</param>
    public TrainingFitRow(
        string source,
        ModelSpec model,
        Cluster cluster,
        SoftwareStack stack,
        in TrainingStrategy strategy,
        in TrainingWorkload workload,
        double seconds
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        (Source, Model, Cluster, Stack, Strategy, Workload, Seconds) = (source, model, cluster, stack, strategy, workload, seconds);
        estimator = new TrainingEstimator(model, cluster, stack);
    }

    /// <summary>Where it was published.</summary>
    public string Source { get; }

    /// <summary>The model.</summary>
    public ModelSpec Model { get; }

    /// <summary>The cluster.</summary>
    public Cluster Cluster { get; }

    /// <summary>The software stack.</summary>
    public SoftwareStack Stack { get; }

    /// <summary>The strategy.</summary>
    public TrainingStrategy Strategy { get; }

    /// <summary>Sequence length and batch.</summary>
    public TrainingWorkload Workload { get; }

    /// <summary>The measured step.</summary>
    public double Seconds { get; }

    /// <summary>Whether the row is kept back where one in <paramref name="oneIn"/> combinations of model and layout is.</summary>
    /// <param name="oneIn">One in this many; at least 2.</param>
    public bool IsHeldOut(int oneIn)
    {
        var layout = Strategy.Layout;
        return ShapeSplit.IsHeldOut(
            oneIn,
            Model.Layers,
            Model.HiddenSize,
            Model.Attention.Heads,
            Workload.SequenceLength,
            layout.Tensor,
            layout.Pipeline,
            layout.Data,
            layout.Context,
            Strategy.MicroBatch
        );
    }

    /// <summary>Rows that a fit leaves out together: those of one stack and model.</summary>
    internal string Group => GroupOf(Stack, Model);

    internal static string GroupOf(SoftwareStack stack, ModelSpec model) => $"{stack.Id}/{ModelShape.Of(model)}";

    internal double Predict(SoftwareStack stack) => estimator.With(stack).Estimate(Strategy, Workload).Step.Total.TotalSeconds;
}
