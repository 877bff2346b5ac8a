using System.Globalization;
using LlmCostSim.Inference;
using LlmCostSim.Lowering;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Interop;

/// <summary>What the header of a GGUF file says: architecture, mixture of formats, bits per weight.</summary>
internal static class GgufCheckpoint
{
    private const string Path = "strategy.weights";

    // A mixture may differ from the rules here by this share of its size: the rules of llama.cpp change with its versions.
    private const double Tolerance = 0.01;

    public static void Read(GgufMetadata metadata, IReadOnlyList<StoredTensor> tensors, ImportDraft draft)
    {
        long parameters = 0;
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (StoredTensor tensor in tensors)
        {
            // Factors of rotary positions are computed, not trained.
            bool factors = tensor.Name.StartsWith("rope_", StringComparison.Ordinal);
            parameters = checked(parameters + (factors ? 0 : tensor.Elements));
            if (!shapes.TryAdd(tensor.Name, tensor.Shape))
            {
                draft.Errors.Add($"tensor '{Input.JsonInput.Short(tensor.Name)}'", "is given twice");
            }
        }

        draft.Checkpoint = CheckpointSums.Of(tensors, parameters, 1);
        if (metadata.Has("ssm."))
        {
            draft.Warnings.Add(
                "general.architecture",
                $"'{Input.JsonInput.Short(metadata.Architecture)}' has layers with a state instead of attention, which are not modelled: what is stored is told, an architecture is not"
            );
        }
        else
        {
            draft.Model = TensorArchitecture.FromGguf(shapes, metadata, draft);
        }

        ReadMixture(metadata, draft);
        if (draft.Model is { } model && ParameterCount.Total(model) is var count && count != parameters)
        {
            draft.Warnings.Add(
                "tensors",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the architecture read off the header has {count} parameters, the tensors hold {parameters}"
                )
            );
        }

        metadata.WarnOfUnread();
    }

    private static void ReadMixture(GgufMetadata metadata, ImportDraft draft)
    {
        draft.Set("kind", "inference", "general.file_type");
        if (
            metadata.General("general.file_type") is not { } type
            || !CheckpointFormats.Default.Mixtures.TryGetValue(type, out string? name)
        )
        {
            draft.Warnings.Add("general.file_type", "not given or not known; give strategy.weights");
            return;
        }

        if (!Array.Exists(WeightFormats.Names, n => n.Name == name))
        {
            draft.Warnings.Add("general.file_type", $"{name} has no word in scenarios; give strategy.weights");
            return;
        }

        draft.Set(Path, name, "general.file_type");
        Compare(name, draft);
    }

    private static void Compare(string name, ImportDraft draft)
    {
        if (
            draft.Model is not { } model
            || draft.Checkpoint is not { WeightBytes: > 0 } checkpoint
            || StoredWeights.Bytes(model, name) is not { } expected
        )
        {
            return;
        }

        if (Math.Abs((expected / checkpoint.WeightBytes) - 1) > Tolerance)
        {
            draft.Warnings.Add(
                "tensors",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"they take {checkpoint.BitsPerWeight:F2} bits per weight, the mixture {name} {expected * 8 / ParameterCount.Total(model):F2}: the file was made by other rules"
                )
            );
        }
    }
}
