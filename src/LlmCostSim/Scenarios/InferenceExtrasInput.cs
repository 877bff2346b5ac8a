using System.Globalization;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Reads what an inference strategy has beside its layout: guessed tokens, served adapters, offload.</summary>
internal static class InferenceExtrasInput
{
    /// <summary>Most of the cache that may stay in host memory; with all of it nothing would bound the context.</summary>
    public const double MostCache = 0.99;

    private const int MostAdapters = 1_000_000;

    /// <summary>Adds them.</summary>
    /// <param name="input">The strategy.</param>
    /// <param name="strategy">What was read of it.</param>
    /// <param name="models">Catalogue of models that may guess.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    public static InferenceStrategy Read(
        JsonObjectInput input,
        in InferenceStrategy strategy,
        ModelCatalog models,
        AssumedDefaults defaults
    )
    {
        var (weights, cache) = ReadOffload(input);
        return strategy with
        {
            Speculation = ReadSpeculation(input, models, defaults),
            Adapters = ReadAdapters(input, defaults),
            OffloadedWeights = weights,
            OffloadedCache = cache,
        };
    }

    private static SpeculativeDecoding? ReadSpeculation(JsonObjectInput input, ModelCatalog models, AssumedDefaults defaults)
    {
        if (input.Object("speculation") is not { } speculation)
        {
            return null;
        }

        var tokens = speculation.Int("tokens", 1, SpeculativeDecoding.MostTokens);
        var acceptance = speculation.Required("acceptance")?.AsQuantity(QuantityKind.Count, 1, 0, 1);
        ModelSpec? draft = null;
        if (speculation.Member("draft") is { } name && name.AsText() is { } wanted)
        {
            draft = models.Find(wanted)?.Spec;
            if (draft is null)
            {
                name.Problem($"no model '{JsonInput.Short(wanted)}' is known");
            }
        }
        else
        {
            defaults.Note("strategy.speculation.draft", "none", "guesses are looked up in the text so far");
        }

        if (tokens is null)
        {
            defaults.Note("strategy.speculation.tokens", 4);
        }

        speculation.Close();
        return acceptance is { } rate ? new SpeculativeDecoding(tokens ?? 4, rate, draft) : null;
    }

    private static ServedAdapters ReadAdapters(JsonObjectInput input, AssumedDefaults defaults)
    {
        if (input.Object("adapters") is not { } adapters)
        {
            return default;
        }

        var count = adapters.RequiredInt("count", 1, MostAdapters);
        var rank = adapters.Int("rank", 1, 65536);
        var targets = adapters.Member("targets") is { } list ? AdapterInput.ReadTargets(list) : AdapterTargets.AllLinear;
        if (rank is null)
        {
            defaults.Note("strategy.adapters.rank", 8, "LoRA's choice");
        }

        if (!adapters.Has("targets"))
        {
            defaults.Note("strategy.adapters.targets", "all-linear");
        }

        adapters.Close();
        return new ServedAdapters(count ?? 0, rank ?? 8, targets ?? AdapterTargets.AllLinear);
    }

    private static (double Weights, double Cache) ReadOffload(JsonObjectInput input)
    {
        if (input.Object("offload") is not { } offload)
        {
            return (0, 0);
        }

        var weights = offload.Number("weights", 0, 1) ?? 0;
        var cache = offload.Number("kvCache", 0, MostCache) ?? 0;
        if (weights == 0 && cache == 0)
        {
            offload.Value.Problem(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"must give weights (0 to 1) or kvCache (0 to {MostCache}): the share that stays in host memory"
                )
            );
        }

        offload.Close();
        return (weights, cache);
    }
}
