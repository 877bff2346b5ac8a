using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Reads <c>strategy</c> and <c>workload</c> of an inference scenario.</summary>
internal static class InferenceInput
{
    private const int Most = ClusterInput.MostAccelerators;
    private const double MostTokens = 1e9;

    /// <summary>Id of the engine where a scenario names none.</summary>
    public const string DefaultFramework = "vllm";

    /// <summary>Reads both and closes them.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="reader">Catalogue of engines.</param>
    /// <param name="model">The model, or <see langword="null"/> where it could not be read.</param>
    /// <param name="cluster">The cluster, or <see langword="null"/> where it could not be read.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    /// <param name="searched">Whether absent ranks are searched for, so that those given need not make up the cluster.</param>
    /// <param name="workloadRequired">Whether the workload has to be stated; else it is one token after one token where it is not.</param>
    /// <returns>The scenario, or <see langword="null"/> where model or cluster are missing.</returns>
    public static InferenceScenario? Read(
        JsonObjectInput root,
        ScenarioReader reader,
        ModelSpec? model,
        Cluster? cluster,
        AssumedDefaults defaults,
        bool searched = false,
        bool workloadRequired = true
    )
    {
        var input = root.Object("strategy") ?? StrategyInput.Empty(root);
        var (framework, weights, shared) = ReadStrategy(input, reader, searched ? null : cluster, defaults);
        var strategy = shared with { ChunkTokens = input.Int("chunkTokens", 1, 1_000_000_000) ?? 0 };
        input.Close();
        var (workload, concurrency) =
            workloadRequired || root.Has("workload") ? ReadWorkload(root, strategy, defaults) : (new InferenceWorkload(1, 1, 1), 0);
        return model is null || cluster is null
            ? null
            : new InferenceScenario
            {
                Model = model,
                Cluster = cluster,
                Framework = framework,
                Strategy = WeightFormats.In(strategy, model, weights),
                WeightFormat = WeightFormats.All[weights].Name,
                Workload = workload,
                Concurrency = concurrency,
            };
    }

    /// <summary>
    /// Reads what static batches and serving have in common: the engine, the number of the weights' format, the division.
    /// </summary>
    public static (string Framework, int Weights, InferenceStrategy Strategy) ReadStrategy(
        JsonObjectInput input,
        ScenarioReader reader,
        Cluster? cluster,
        AssumedDefaults defaults
    )
    {
        var (framework, weights) = (ReadFramework(input, reader, defaults), ReadWeights(input, defaults));
        return (
            framework,
            weights,
            InferenceExtrasInput.Read(input, ReadDivision(input, cluster, defaults), reader.Models, defaults) with
            {
                Weights = WeightFormats.All[weights].Compute,
            }
        );
    }

    private static int ReadWeights(JsonObjectInput input, AssumedDefaults defaults)
    {
        if (input.Member("weights") is { } value)
        {
            return value.AsChoice(WeightFormats.Names) ?? 0;
        }

        defaults.Note("strategy.weights", "bf16");
        return 0;
    }

    private static string ReadFramework(JsonObjectInput input, ScenarioReader reader, AssumedDefaults defaults)
    {
        if (input.Member("framework") is not { } value)
        {
            defaults.Note("strategy.framework", DefaultFramework);
            return DefaultFramework;
        }

        if (value.AsText() is not { } name)
        {
            return DefaultFramework;
        }

        if (reader.Engines.Find(name) is { } engine)
        {
            return engine.Id;
        }

        value.Problem(
            $"'{JsonInput.Short(name)}' is not known; known: {string.Join(", ", reader.Engines.Engines.Select(static e => e.Id))}"
        );
        return DefaultFramework;
    }

    private static InferenceStrategy ReadDivision(JsonObjectInput input, Cluster? cluster, AssumedDefaults defaults)
    {
        var before = input.Problems.Count;
        var strategy = new InferenceStrategy
        {
            Tensor = input.Int("tensor", 1, Most) ?? 1,
            Pipeline = input.Int("pipeline", 1, Most) ?? 1,
            Expert = input.Int("expert", 1, Most) ?? 1,
            AttentionData = input.Int("attentionData", 1, Most) ?? 1,
            CacheBytes = input.Choice("kvCache", WeightFormats.Caches) ?? 2,
        };
        var data = input.Int("data", 1, Most);
        if (cluster is null || input.Problems.Count != before)
        {
            return strategy with { Data = data ?? 1 };
        }

        var ranks = (double)strategy.Tensor * strategy.Pipeline;
        if (data is null && cluster.Count % ranks == 0)
        {
            data = (int)(cluster.Count / ranks);
            defaults.Note("strategy.data", data.Value, $"from {Counted.Of(cluster.Count, "accelerator")}");
        }

        if (ranks * (data ?? 0) != cluster.Count)
        {
            input.Value.Problem(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"tensor {strategy.Tensor} · pipeline {strategy.Pipeline} · data {data ?? 1} = {ranks * (data ?? 1)}, but the cluster has {cluster.Count} accelerators{(cluster.Count % ranks == 0 ? "; leave data out to have it follow from them" : "")}"
                )
            );
        }

        return strategy with
        {
            Data = data ?? 1,
        };
    }

    private static (InferenceWorkload Workload, double Concurrency) ReadWorkload(
        JsonObjectInput root,
        in InferenceStrategy strategy,
        AssumedDefaults defaults
    )
    {
        if (root.Required("workload")?.AsObject() is not { } input)
        {
            return default;
        }

        var batch = input.Int("batch", 1, 1_000_000_000);
        var concurrency = input.Int("concurrency", 1, 1_000_000_000);
        var prompt = input.Required("inputTokens")?.AsQuantity(QuantityKind.Count, 1, 1, MostTokens) ?? 1;
        var output = input.Required("outputTokens")?.AsQuantity(QuantityKind.Count, 1, 1, MostTokens) ?? 1;
        var cached = input.Member("cachedTokens")?.AsQuantity(QuantityKind.Count, 1, 0, MostTokens) ?? 0;
        if (cached > 0 && cached >= prompt)
        {
            input.Value.Problem(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"cachedTokens {cached} must be fewer than the {prompt} inputTokens: the last one is always worked on"
                )
            );
        }

        if (batch is not null && concurrency is not null)
        {
            input.Value.Problem("give either batch or concurrency, not both");
        }
        else if (concurrency is { } inFlight)
        {
            batch = (int)Math.Ceiling(inFlight / (double)strategy.Data);
        }
        else if (batch is null)
        {
            defaults.Note("workload.batch", 1);
        }

        input.Close();
        return (new InferenceWorkload(batch ?? 1, prompt, output, cached), concurrency ?? 0);
    }
}
