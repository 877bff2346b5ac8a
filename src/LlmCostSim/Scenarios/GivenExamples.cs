using LlmCostSim.Input;

namespace LlmCostSim.Scenarios;

/// <summary>The examples of a fine-tuning run as a <c>workload</c> gives them.</summary>
/// <param name="Count">Examples, or <see langword="null"/> where none are given.</param>
/// <param name="Epochs">Passes over them; 1 where absent.</param>
/// <param name="MeanLength">Mean tokens of one; those of a sequence where absent.</param>
/// <param name="Packing">Whether several share a sequence; not where absent.</param>
internal readonly record struct GivenExamples(double? Count, double? Epochs, double? MeanLength, bool? Packing)
{
    /// <summary>The run, or <see langword="null"/> where no examples are given.</summary>
    public FineTuningData? Data => Count is { } count ? new FineTuningData(count, Epochs ?? 1, MeanLength ?? 0, Packing ?? false) : null;

    /// <summary>Reads them.</summary>
    public static GivenExamples Read(JsonObjectInput input) =>
        new(
            input.Number("examples", 1, WorkloadInput.MostTokens),
            input.Number("epochs", WorkloadInput.FewestEpochs, WorkloadInput.MostEpochs),
            input.Number("meanLength", 1, WorkloadInput.LongestSequence),
            input.Bool("packing")
        );

    /// <summary>Whether something is said about examples of which there is no number: a run needs it, a claim need not tell.</summary>
    public bool AreUncounted => Count is null && (Epochs is not null || MeanLength is not null || Packing is not null);
}
