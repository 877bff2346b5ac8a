using System.Globalization;
using LlmCostSim.Lowering;

namespace LlmCostSim.Interop;

/// <summary>
/// What the tensors of a safetensors checkpoint say: weights one by one, how they are quantised, the architecture where the names are those
/// of LLaMA-like models.
/// </summary>
internal static class SafetensorsCheckpoint
{
    public static void Read(IReadOnlyList<StoredTensor> tensors, int files, ImportDraft draft)
    {
        var weights = PackedWeights.Unpack(tensors, draft);
        draft.Checkpoint = CheckpointSums.Of(tensors, weights.Parameters, files);
        draft.Set("strategy.weights", weights.Format, "tensors");
        draft.Model = TensorArchitecture.FromSafetensors(weights.Shapes, draft);
        if (draft.Model is { } model && ParameterCount.Total(model) is var count && count != weights.Parameters)
        {
            draft.Warnings.Add(
                "tensors",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the architecture read off the shapes has {count} parameters, the tensors hold {weights.Parameters}"
                )
            );
        }
    }
}
