using LlmCostSim.Models;

namespace LlmCostSim.Validation;

/// <summary>
/// What the single-node rows of vTrain's validation set are: not steps of a cluster, but one layer, embedding, head and optimizer profiled
/// on one GPU per hidden size, tensor ranks and micro-batch, and put together by that simulator with measured tables of all-reduces.
/// </summary>
/// <remarks>
/// The rows say so themselves: at equal hidden size, tensor ranks and micro-batch they are linear in layers and micro-batches to the
/// nanosecond, which no measurement is. In the published code (src/predictor.py, src/trainer.py, src/model of VIA-Research/vTrain) the
/// profiled model keeps its activations, the last stage is not recomputed, and the vocabulary is GPT-2's 50,257 over the tensor ranks,
/// rounded down and not padded. Times per layer and per stage in the rows are without recomputation on every stage, so the column
/// <c>recompute</c> does not describe them, nor does the padded <c>vocab</c>.
/// </remarks>
internal static class ProfiledSteps
{
    private const int Vocabulary = 50257;

    /// <summary>Whether a row is one of them.</summary>
    public static bool Is(MeasuredRow row) => StepStack.Of(row).IsProfiled;

    /// <summary>The model with the vocabulary that was profiled.</summary>
    public static ModelSpec Model(ModelSpec model, int tensor) => model with { Vocabulary = Vocabulary / tensor * tensor };
}
