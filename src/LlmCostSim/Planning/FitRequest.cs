using LlmCostSim.Hardware;
using LlmCostSim.Models;

namespace LlmCostSim.Planning;

/// <summary>What to ask of an accelerator: what fits?</summary>
/// <param name="Accelerator">The accelerator.</param>
/// <param name="Count">How many of them, at least 1, in one node where they fit one.</param>
public sealed record FitRequest(Accelerator Accelerator, int Count)
{
    internal const int UsualSequence = 2048,
        UsualRank = 16,
        UsualExamples = 10_000;

    /// <summary>
    /// Models to choose from; by default the catalogue's decoder-only foundation models whose weights are published under some licence.
    /// </summary>
    public IReadOnlyList<ModelSpec> Models { get; init; } =
    [
        .. ModelCatalog
            .Default.Models.Where(static m =>
                m.Card.Stage is ModelStage.Foundation or ModelStage.ContinuedPretraining
                && m.Card.License.Length > 0
                && !m.Card.License.StartsWith("n/a", StringComparison.Ordinal)
                && m.Spec.EncoderLayers == 0
            )
            .Select(static m => m.Spec),
    ];

    /// <summary>Tokens per sequence at which models, batches and ranks are compared; 2048 by default.</summary>
    public int SequenceLength { get; init; } = UsualSequence;

    /// <summary>Rank at which adapters are compared; 16 by default.</summary>
    public int Rank { get; init; } = UsualRank;

    /// <summary>Examples of an epoch, each of <see cref="SequenceLength"/> tokens; 10,000 by default.</summary>
    public int Examples { get; init; } = UsualExamples;
}
