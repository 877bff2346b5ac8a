namespace LlmCostSim.Scenarios;

/// <summary>The data of a fine-tuning job.</summary>
/// <param name="Examples">Examples in the data set, 1 or more.</param>
/// <param name="Epochs">Passes over it, above 0.</param>
/// <param name="MeanLength">Mean tokens per example as the model sees it (padding within a batch included, where there is any); 0: the
/// sequence length.</param>
/// <param name="Packing">Whether several examples share one sequence, so that no slot is left empty.</param>
public sealed record FineTuningData(double Examples, double Epochs = 1, double MeanLength = 0, bool Packing = false)
{
    /// <summary>Tokens that are worked through in all, padding up to the mean length included.</summary>
    /// <param name="sequenceLength">Tokens per sequence at most.</param>
    internal double Tokens(int sequenceLength) => Examples * Epochs * EffectiveLength(sequenceLength);

    /// <summary>Mean tokens that one example takes: never more than a sequence holds, since longer ones are cut.</summary>
    /// <param name="sequenceLength">Tokens per sequence at most.</param>
    internal double EffectiveLength(int sequenceLength) => MeanLength > 0 ? Math.Min(MeanLength, sequenceLength) : sequenceLength;

    /// <summary>Tokens per sequence while the job runs: full sequences when packed, the mean length otherwise.</summary>
    /// <param name="sequenceLength">Tokens per sequence at most.</param>
    internal int RunLength(int sequenceLength) =>
        Packing ? sequenceLength : Math.Max(1, (int)Math.Ceiling(EffectiveLength(sequenceLength)));

    /// <summary>Optimizer steps in all.</summary>
    /// <param name="sequenceLength">Tokens per sequence at most.</param>
    /// <param name="globalBatch">Sequences per step.</param>
    internal double Steps(int sequenceLength, int globalBatch) =>
        Packing ? Math.Ceiling(Tokens(sequenceLength) / sequenceLength / globalBatch) : Math.Ceiling(Examples * Epochs / globalBatch);
}
