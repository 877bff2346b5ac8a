using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Calibration;

/// <summary>A measured serving or generation run: what is needed to predict it with any constants of its engine.</summary>
internal sealed record InferenceMeasurement
{
    /// <summary>The estimator of model, cluster and engine.</summary>
    public required InferenceEstimator Estimator { get; init; }

    /// <summary>The engine with its shipped constants.</summary>
    public required InferenceEngine Engine { get; init; }

    /// <summary>Division and formats.</summary>
    public required InferenceStrategy Strategy { get; init; }

    /// <summary>The accelerator.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>How requests arrive; <see langword="null"/> for a static batch.</summary>
    public ServingLoad? Load { get; init; }

    /// <summary>A static batch.</summary>
    public InferenceWorkload Batch { get; init; }

    /// <summary>What was measured.</summary>
    public required InferenceMetric Metric { get; init; }

    /// <summary>GPUs that a rate is divided by.</summary>
    public double Per { get; init; } = 1;

    /// <summary>The measured figure; not used by predictions.</summary>
    public double Measured { get; init; }

    /// <summary>Shape of the model: rows of models of one shape are one model to a fit.</summary>
    public string Label { get; init; } = "";

    /// <summary>Rows that a fit leaves out together: those of one engine and model.</summary>
    public string Group => $"{Engine.Id}/{Label}";

    /// <summary>Weights on the rank that holds most.</summary>
    public Bytes WeightsPerGpu => Estimator.Estimate(Strategy, new InferenceWorkload(1, 1, 1)).Memory.Weights;

    /// <summary>
    /// The best value of the metric that physics allows a static batch, whatever the software: a measured one beyond it was not measured as
    /// the row says. <see langword="null"/> for loads and memory.
    /// </summary>
    public double? Best()
    {
        if (Load is not null)
        {
            return null;
        }

        var (first, next) = Estimator.Bound(Strategy, Batch);
        var all = first + (Math.Max(0, Batch.OutputTokens - 1) * next);
        return Metric switch
        {
            InferenceMetric.TimeToFirstToken => first,
            InferenceMetric.TimePerOutputToken => next,
            InferenceMetric.EndToEnd => all,
            InferenceMetric.OutputRate => Batch.Batch * Batch.OutputTokens / all / Per,
            InferenceMetric.GenerationRate => Batch.Batch / next / Per,
            InferenceMetric.PromptRate => Batch.Batch * Batch.InputTokens / first / Per,
            _ => null,
        };
    }

    /// <summary>Whether the measured figure is beyond what physics allows.</summary>
    public bool IsImpossible =>
        Best() is { } best
        && (
            Metric is InferenceMetric.OutputRate or InferenceMetric.GenerationRate or InferenceMetric.PromptRate
                ? Measured > best
                : Measured < best
        );

    /// <summary>The prediction with other constants of the engine.</summary>
    public double Predict(InferenceEngine engine) => Predict(Estimator.With(engine));

    /// <summary>The prediction.</summary>
    public double Predict() => Predict(Estimator);

    private double Predict(InferenceEstimator estimator) =>
        Load is { } load ? Served(estimator.Estimate(Strategy, load)) : Static(estimator.Estimate(Strategy, Batch));

    private double Served(in ServingEstimate estimate) =>
        Figure(estimate.TimeToFirstToken, estimate.TimePerOutputToken, estimate.EndToEnd, estimate.OutputTokensPerSecond)
        ?? throw new NotSupportedException($"{Metric} of a load under continuous batching");

    private double Static(in InferenceEstimate estimate) =>
        Figure(estimate.TimeToFirstToken, estimate.TimePerOutputToken, estimate.EndToEnd, estimate.OutputTokensPerSecond)
        ?? Metric switch
        {
            InferenceMetric.GenerationRate => Batch.Batch / estimate.TimePerOutputToken.TotalSeconds / Per,
            InferenceMetric.PromptRate => Batch.Batch * Batch.InputTokens / estimate.TimeToFirstToken.TotalSeconds / Per,
            InferenceMetric.Memory => estimate.Memory.Total.TotalBytes,
            _ => estimate.Memory.Total <= Accelerator.UsableMemory ? 1 : 0,
        };

    // What static batches and loads have in common.
    private double? Figure(Duration first, Duration next, Duration all, double outputRate) =>
        Metric switch
        {
            InferenceMetric.TimeToFirstToken => first.TotalSeconds,
            InferenceMetric.TimePerOutputToken => next.TotalSeconds,
            InferenceMetric.EndToEnd => all.TotalSeconds,
            InferenceMetric.OutputRate => outputRate / Per,
            _ => null,
        };
}
