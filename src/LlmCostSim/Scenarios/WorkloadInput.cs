using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Reads the <c>workload</c> of a training scenario.</summary>
internal static class WorkloadInput
{
    /// <summary>Longest sequence that is accepted.</summary>
    public const int LongestSequence = 100_000_000;

    /// <summary>Most sequences of a step.</summary>
    public const int MostSequences = 1_000_000_000;

    /// <summary>Most tokens, or examples, of a run.</summary>
    public const double MostTokens = 1e18;

    /// <summary>Fewest and most epochs of a run.</summary>
    public const double FewestEpochs = 1e-6,
        MostEpochs = 1e9;

    /// <summary>Reads and closes the object.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="model">The model, or <see langword="null"/> where it could not be read.</param>
    /// <param name="strategy">The strategy, from which an absent batch is derived.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    /// <returns>Workload and examples; meaningful only if no problem was noted.</returns>
    public static (TrainingWorkload Workload, FineTuningData? Data) Read(
        JsonObjectInput root,
        ModelSpec? model,
        in TrainingStrategy strategy,
        AssumedDefaults defaults
    )
    {
        if (root.Required("workload")?.AsObject() is not { } input)
        {
            return default;
        }

        var length = ReadLength(input, model, defaults);
        var smallest = (long)strategy.MicroBatch * strategy.Layout.Data;
        var batch = input.Int("globalBatch", 1, MostSequences);
        if (batch is null)
        {
            batch = (int)Math.Min(smallest, MostSequences);
            defaults.Note("workload.globalBatch", batch.Value, "one micro-batch per replica");
        }

        var encoder = input.Int("encoderLength", 1, LongestSequence);
        if (model is { EncoderLayers: 0 } && encoder is not null)
        {
            input.Value.Problem($"encoderLength is for encoder-decoder models, and {model.Id} has no encoder");
        }
        else if (model is { EncoderLayers: > 0 } && encoder is null)
        {
            encoder = length;
            defaults.Note("workload.encoderLength", "as sequenceLength");
        }

        var tokens = input.Number("tokens", 1, MostTokens);
        var data = ReadExamples(input, length, tokens, defaults);
        if (tokens is null && data is null)
        {
            defaults.Note("workload.tokens", "not given", "so only a step is estimated and run is 0");
        }

        input.Close();
        return (new TrainingWorkload(length, batch.Value, tokens ?? data?.Tokens(length) ?? 0, encoder ?? 0), data);
    }

    private static int ReadLength(JsonObjectInput input, ModelSpec? model, AssumedDefaults defaults)
    {
        if (input.Member("sequenceLength") is { } given)
        {
            return (int)(given.AsLong(1, LongestSequence) ?? 1);
        }

        if (model is { MaxSequence: > 0 })
        {
            defaults.Note("workload.sequenceLength", model.MaxSequence, $"the longest of {model.Id}");
            return model.MaxSequence;
        }

        input.Value.Problem("'sequenceLength' is missing");
        return 1;
    }

    private static FineTuningData? ReadExamples(JsonObjectInput input, int length, double? tokens, AssumedDefaults defaults)
    {
        var given = GivenExamples.Read(input);
        if (given.AreUncounted)
        {
            input.Value.Problem("epochs, meanLength and packing need examples beside them");
        }

        if (given.Count is null)
        {
            return null;
        }

        if (tokens is not null)
        {
            input.Value.Problem("give either tokens or examples, not both");
        }

        NoteExamples(given, length, defaults);
        return given.Data;
    }

    private static void NoteExamples(in GivenExamples given, int length, AssumedDefaults defaults)
    {
        if (given.Epochs is null)
        {
            defaults.Note("workload.epochs", 1);
        }

        if (given.MeanLength is null)
        {
            defaults.Note("workload.meanLength", length, "full sequences");
        }

        if (given.Packing is null)
        {
            defaults.Note("workload.packing", "false", "one example per sequence");
        }

        if (given.MeanLength is not null && given.Packing is not true)
        {
            defaults.Add(
                new Assumption(
                    "workload.meanLength",
                    "",
                    "step time and run hold for examples of the mean length, memory for one of sequenceLength; padding within a batch counts only as far as meanLength includes it"
                )
            );
        }
    }
}
