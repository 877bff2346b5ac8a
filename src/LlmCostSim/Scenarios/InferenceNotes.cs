using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Says in a report's assumptions how what a scenario adds to plain serving is counted.</summary>
internal static class InferenceNotes
{
    public static void Add(Scenario scenario, InferenceStrategy strategy, double cachedTokens, List<Assumption> assumptions)
    {
        void Note(string path, bool applies, FormattableString text)
        {
            if (applies)
            {
                assumptions.Add(Assumption.Of(path, "", text));
            }
        }

        if (strategy.Speculation is { } speculation)
        {
            Note(
                "strategy.speculation",
                true,
                $"speculation: {speculation.TokensPerRound:0.##} tokens a round of {speculation.Tokens} guesses by {speculation.Draft?.Id ?? "n-grams"}, each accepted with probability {speculation.Acceptance:0.##} independent of the others (Leviathan et al. 2023)"
            );
        }

        Note(
            "strategy.adapters",
            strategy.Adapters.Count > 0,
            $"adapters: not merged; sequences spread over {strategy.Adapters.Count} adapters of rank {strategy.Adapters.Rank} alike, each pass reads those that its sequences use"
        );
        Note(
            "strategy.offload.weights",
            strategy.OffloadedWeights > 0,
            $"offload: {strategy.OffloadedWeights:P0} of the weights come over the host link in every pass, none of it hidden behind compute"
        );
        Note(
            "strategy.offload.kvCache",
            strategy.OffloadedCache > 0,
            $"offload: {strategy.OffloadedCache:P0} of the cache comes over the host link in every step, none of it hidden behind compute"
        );
        Note(
            "workload.cachedTokens",
            cachedTokens > 0,
            $"cachedTokens: {cachedTokens:0} tokens of every prompt are in the cache before, once for all sequences"
        );
        Note(
            "model",
            scenario.Model.EncoderLayers > 0,
            $"encoder and decoder: the time to the first token is that of the encoder and of the decoder's first step, cross-attention reads the prompt's keys and values in every step"
        );
    }
}
