using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>Memory of a row of <c>memory.csv</c> that generates text: weights, cache, and the head's working tensors.</summary>
internal static class MemoryInferenceJob
{
    // Tokens in the cache where the row does not say: a short prompt and a short answer.
    private const double UsualContext = 256;

    public static MemoryOfJob Read(MeasuredRow row, ValidationCatalogs catalogs)
    {
        var model = catalogs.Model(row, "model_id").Spec;
        var format = MemoryRowText.WeightFormat(row);
        var litgpt = row.Text("source").Contains("litgpt", StringComparison.Ordinal);
        var stored =
            StoredWeights.Bytes(model, format, quantisedHead: litgpt)
            ?? throw new UnpredictableRowException($"weights format '{format}' is not known");
        var gpus = row.CountOrOne("gpus");
        var elements = format == "fp32" ? 4 : 2;
        var cache = model.Layers * UsualContext * row.CountOrOne("micro_batch") * model.Attention.CacheElementsPerToken * elements;
        var expanded = StoredWeights.MatrixBits(format) < 8 ? Expanded(model, litgpt) : 0;
        var bytes = Bytes.FromBytes(((stored + cache) / gpus) + expanded);
        var stack = catalogs.Stacks.Get(litgpt ? "litgpt-2023" : "huggingface");
        return new MemoryOfJob(bytes, bytes, bytes + stack.ContextMemory);
    }

    /// <summary>The largest matrix in 16 bits, as long as its product takes; twice where the kernel converts in between.</summary>
    private static double Expanded(ModelSpec model, bool quantisedHead) =>
        quantisedHead ? 2 * 2.0 * model.Vocabulary * model.HiddenSize : 2.0 * model.FeedForwardSize * model.HiddenSize;
}
