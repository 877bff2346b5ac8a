using LlmCostSim.Inference;
using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>A way to use a model, as <c>fit</c> compares them.</summary>
/// <param name="Name">Such as <c>full</c>, <c>lora</c>, <c>qlora</c>, <c>inference int4</c>.</param>
/// <param name="Adapter">Adapter of a fine-tuning method.</param>
/// <param name="WeightBits">Bits per stored weight of an inference method; 0: a fine-tuning method.</param>
internal sealed record FitMethod(string Name, AdapterSpec Adapter, double WeightBits = 0)
{
    /// <summary>Whether it generates text instead of training.</summary>
    public bool Inference => WeightBits > 0;

    /// <summary>The methods: full fine-tuning in 16 bits with fp32 AdamW moments, LoRA, QLoRA, inference in 16, 8 and 4 bits.</summary>
    /// <param name="rank">Rank of the adapters, on all linear layers.</param>
    public static IReadOnlyList<FitMethod> All(int rank) =>
        [
            new("full", default),
            new("lora", new AdapterSpec(AdapterKind.Lora, rank, AdapterTargets.AllLinear)),
            new(
                "qlora",
                new AdapterSpec(AdapterKind.Qlora, rank, AdapterTargets.AllLinear, WeightQuantization.Nf4, DoubleQuantization: true)
            ),
            Generation("bf16"),
            Generation("int8"),
            Generation("int4-gptq-g128"),
        ];

    private static FitMethod Generation(string storage) =>
        new("inference " + storage.Split('-')[0], default, StoredWeights.MatrixBits(storage)!.Value);
}
