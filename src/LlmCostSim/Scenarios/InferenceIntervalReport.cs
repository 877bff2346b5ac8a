using LlmCostSim.Inference;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>How sure the main figures of inference and serving are.</summary>
public sealed record InferenceIntervalReport
{
    /// <summary>Seconds to the first token; of serving their mean over requests.</summary>
    public Quantiles TimeToFirstToken { get; init; }

    /// <summary>Seconds per further token; of serving their mean over requests.</summary>
    public Quantiles TimePerOutputToken { get; init; }

    /// <summary>Generated tokens per second over all replicas.</summary>
    public Quantiles OutputTokensPerSecond { get; init; }

    /// <summary>Bytes per accelerator.</summary>
    public Quantiles PerGpuBytes { get; init; }

    /// <summary>Cost of a million generated tokens, in the currency of the report: of rate and price.</summary>
    public Quantiles Cost { get; init; }

    /// <summary>The intervals around the figures of a report.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="estimator">Its prices and engines.</param>
    /// <param name="figures">Seconds to the first and per further token, and tokens per second.</param>
    /// <param name="factors">Least and largest factor on each of them.</param>
    /// <param name="memory">Memory of one rank.</param>
    /// <param name="cost">Cost of a million generated tokens.</param>
    internal static InferenceIntervalReport Around(
        Scenario scenario,
        Estimator estimator,
        (double First, double Next, double Rate) figures,
        ((double Low, double High) First, (double Low, double High) Next, (double Low, double High) Rate) factors,
        in InferenceMemory memory,
        Money cost
    ) =>
        new()
        {
            TimeToFirstToken = Quantiles.Around(figures.First, factors.First),
            TimePerOutputToken = Quantiles.Around(figures.Next, factors.Next),
            OutputTokensPerSecond = Quantiles.Around(figures.Rate, factors.Rate),
            PerGpuBytes = Quantiles.Around(
                memory.Total.TotalBytes,
                InferenceIntervals.Memory(scenario, InferenceReporter.EngineOf(scenario, estimator))
            ),
            Cost = Quantiles.Around(
                cost.Amount,
                PriceSpread.Cost(PriceSpread.Of(scenario, estimator.Prices), (1 / factors.Rate.High, 1 / factors.Rate.Low))
            ),
        };
}
