using System.Globalization;
using LlmCostSim.Inference;
using LlmCostSim.Lowering;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Turns the estimate of a batch into a report: fit, cost, intervals and reasons.</summary>
internal static class InferenceReporter
{
    // Vocabularies of one tokenizer differ by their padding.
    private const int MostPadding = 1024;

    public static InferenceReport Report(InferenceScenario scenario, Estimator estimator)
    {
        var assumptions = new List<Assumption>(scenario.Defaults);
        var reasons = Rules(scenario, scenario.Strategy, scenario.WeightFormat);
        if (reasons.Count > 0)
        {
            return new InferenceReport
            {
                Name = scenario.Name,
                Reasons = reasons,
                Parameters = ParameterCount.Total(scenario.Model),
                Assumptions = assumptions,
            };
        }

        var engine = EngineOf(scenario, estimator);
        var (estimate, spreads, capacity, cost) = Evaluate(scenario, estimator, assumptions);
        var hours = GpuHours.FromHours(1e6 / (estimate.OutputTokensPerSecond * 3600) * scenario.Cluster.Count);
        var energy = RunEconomics.Energy(scenario, hours, estimator.Grid, assumptions);
        InferenceNotes.Add(scenario, scenario.Strategy, scenario.Workload.CachedTokens, assumptions);
        assumptions.Add(Assumption.Of("constants", engine.Id, $"constants of the {engine.Id} engine: {engine.Origin}"));
        assumptions.Add(spreads.Describe(scenario, engine));
        return new InferenceReport
        {
            Name = scenario.Name,
            Reasons = Fit(estimate, capacity),
            Parameters = ParameterCount.Total(scenario.Model),
            Estimate = estimate,
            Capacity = capacity,
            CostPerMillionTokens = cost,
            EnergyPerMillionTokens = energy,
            Interval = InferenceIntervalReport.Around(
                scenario,
                estimator,
                (estimate.TimeToFirstToken.TotalSeconds, estimate.TimePerOutputToken.TotalSeconds, estimate.OutputTokensPerSecond),
                (spreads.First.Factors, spreads.Next.Factors, spreads.Throughput.Factors),
                estimate.Memory,
                cost
            ),
            Assumptions = assumptions,
        };
    }

    /// <summary>
    /// What serving takes and how sure that is, the memory that the engine may use, and the money per million generated tokens.
    /// </summary>
    internal static (InferenceEstimate Estimate, InferenceIntervals Spreads, Bytes Capacity, Money Cost) Evaluate(
        InferenceScenario scenario,
        Estimator estimator,
        List<Assumption> assumptions
    )
    {
        var engine = EngineOf(scenario, estimator);
        var (estimate, spreads) = InferenceLesson.Apply(
            scenario,
            engine,
            Estimate(scenario, engine, estimator, assumptions),
            estimator,
            assumptions
        );
        var perHour = RunEconomics.Price(scenario, estimator.Prices, estimator.Grid, assumptions) * scenario.Cluster.Count;
        return (estimate, spreads, engine.MayUse(scenario.Cluster.Accelerator), perHour * (1e6 / (estimate.OutputTokensPerSecond * 3600)));
    }

    /// <summary>The engine of a scenario of inference or serving.</summary>
    public static InferenceEngine EngineOf(Scenario scenario, Estimator estimator) =>
        estimator.Engines.Get(scenario.Framework.Length > 0 ? scenario.Framework : InferenceInput.DefaultFramework);

    /// <summary>A static batch, or the means of a closed load under continuous batching.</summary>
    public static InferenceEstimate Estimate(
        InferenceScenario scenario,
        InferenceEngine engine,
        Estimator catalogs,
        List<Assumption> assumptions
    )
    {
        var estimator = catalogs.Prepare(scenario.Model, scenario.Cluster, engine);
        var workload = scenario.Workload;
        if (scenario.Concurrency <= 0)
        {
            return estimator.Estimate(scenario.Strategy, workload);
        }

        var served = estimator.Estimate(
            scenario.Strategy,
            new ServingLoad(
                ServingLoadKind.Closed,
                scenario.Concurrency,
                workload.InputTokens,
                workload.OutputTokens,
                CachedTokens: workload.CachedTokens
            )
        );
        assumptions.Add(
            Assumption.Of(
                "workload.concurrency",
                "",
                $"concurrency: means under continuous batching in closed form; {served.Running:0.#} requests run at a time in a replica, {served.Admitted:0} fit"
            )
        );
        var estimate = estimator.Estimate(scenario.Strategy, workload with { Batch = Math.Min(workload.Batch, served.Running) });
        return estimate with
        {
            Memory = estimate.Memory with { KeyValueCache = served.Cache },
            TimeToFirstToken = served.TimeToFirstToken,
            TimePerOutputToken = served.TimePerOutputToken,
            EndToEnd = served.EndToEnd,
            OutputTokensPerSecond = served.OutputTokensPerSecond,
        };
    }

    private static IReadOnlyList<string> Fit(in InferenceEstimate estimate, Bytes capacity) =>
        estimate.Memory.Total <= capacity
            ? []
            :
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"needs {estimate.Memory.Total.TotalGiB:0.0} GiB per accelerator, may use {capacity.TotalGiB:0.0} GiB"
                ),
            ];

    /// <summary>Why a layout cannot run; empty when it can.</summary>
    internal static List<string> Rules(InferenceScenario scenario) => Rules(scenario, scenario.Strategy, scenario.WeightFormat);

    /// <summary>Why a layout cannot run; empty when it can.</summary>
    public static List<string> Rules(Scenario scenario, InferenceStrategy strategy, string weightFormat)
    {
        var model = scenario.Model;
        var reasons = new List<string>();
        void When(bool broken, FormattableString reason)
        {
            if (broken)
            {
                reasons.Add(reason.ToString(CultureInfo.InvariantCulture));
            }
        }

        When(
            (long)strategy.RanksPerReplica * strategy.Data != scenario.Cluster.Count,
            $"the layout has {(long)strategy.RanksPerReplica * strategy.Data} ranks, the cluster {scenario.Cluster.Count} accelerators"
        );
        When(
            model.Attention.Heads % strategy.Tensor != 0,
            $"tensor {strategy.Tensor} does not divide the {model.Attention.Heads} attention heads of {model.Id}"
        );
        When(strategy.Pipeline > model.Layers, $"pipeline {strategy.Pipeline} exceeds the {model.Layers} layers of {model.Id}");
        When(
            strategy.Expert > 1 && (model.Mixture is not { } mixture || mixture.Experts % strategy.Expert != 0),
            $"expert {strategy.Expert} does not divide the experts of {model.Id}"
        );
        When(
            strategy.RanksPerReplica % strategy.Expert != 0 && strategy.Expert % strategy.RanksPerReplica != 0,
            $"expert {strategy.Expert} does not fit the {strategy.RanksPerReplica} ranks of a replica"
        );
        When(
            strategy.Speculation?.Draft is { } draft && Math.Abs(draft.Vocabulary - model.Vocabulary) > MostPadding,
            $"{strategy.Speculation?.Draft?.Id} has {strategy.Speculation?.Draft?.Vocabulary} tokens in its vocabulary, {model.Id} {model.Vocabulary}: guesses must be of the same tokens"
        );
        When(
            model.EncoderLayers > 0 && scenario is not InferenceScenario { Concurrency: 0 },
            $"batches of {model.Id}, which encodes its prompts, run from start to end: give kind inference and batch"
        );
        When(
            model.EncoderLayers > 0 && (strategy.ChunkTokens > 0 || scenario is InferenceScenario { Workload.CachedTokens: > 0 }),
            $"chunkTokens and cachedTokens: the encoder of {model.Id} reads all of a prompt at once"
        );
        When(
            scenario.Cluster.Accelerator.Peak.Of(strategy.Weights) is null,
            $"{scenario.Cluster.Accelerator.Id} has no matrix units for {weightFormat}"
        );
        return reasons;
    }
}
