using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>
/// Memory of a row of <c>memory.csv</c> that generates text: weights, cache, and the head's working tensors; with what the row leaves open.
/// </summary>
/// <param name="Stack">Id of the software stack.</param>
/// <param name="QuantisedHead">Whether the head is quantised like other matrices.</param>
/// <param name="ContextTokens">Tokens in the cache of a sequence.</param>
internal sealed record MemoryInferenceJob(string Stack, bool QuantisedHead, double ContextTokens)
{
    private static readonly RowFacts<MemoryInferenceJob> Known = new(
        "Validation/Data/memory-inference-jobs.json",
        "jobs",
        static facts => new MemoryInferenceJob(
            facts.OptionalText("stack") ?? "",
            facts.Flag("quantisedHead"),
            facts.OptionalNumber("contextTokens") ?? 0
        )
    );

    /// <summary>What a row's job took.</summary>
    /// <exception cref="UnpredictableRowException">The format of its weights is not known.</exception>
    public static MemoryOfJob Read(MeasuredRow row, ValidationCatalogs catalogs)
    {
        var (job, model, format) = (Known.Of(row), catalogs.Model(row, "model_id").Spec, MemoryRowText.WeightFormat(row));
        var stored =
            StoredWeights.Bytes(model, format, quantisedHead: job.QuantisedHead)
            ?? throw new UnpredictableRowException($"weights format '{format}' is not known");
        var elements = format == "fp32" ? 4 : 2;
        var cache = model.Layers * job.ContextTokens * row.CountOrOne("micro_batch") * model.Attention.CacheElementsPerToken * elements;
        var expanded = StoredWeights.MatrixBits(format) < 8 ? job.Expanded(model) : 0;
        var bytes = Bytes.FromBytes(((stored + cache) / row.CountOrOne("gpus")) + expanded);
        return new MemoryOfJob(bytes, bytes, bytes + catalogs.Stacks.Get(job.Stack).ContextMemory);
    }

    /// <summary>The largest matrix in 16 bits, as long as its product takes; twice where the kernel converts in between.</summary>
    private double Expanded(ModelSpec model) =>
        QuantisedHead ? 2 * 2.0 * model.Vocabulary * model.HiddenSize : 2.0 * model.FeedForwardSize * model.HiddenSize;
}
