using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// A stage whose weights, gradients and optimizer states are worked out by hand: one of 1,000 parameters in matrices, 100 in vectors, 400 in the embedding, 200
/// in the head and 600 in experts.
/// </summary>
internal static class ToyStates
{
    public const double Dense = 1000 + 100 + 400 + 200,
        Experts = 600,
        All = Dense + Experts;

    public static readonly StageTensors Stage = new()
    {
        Matrices = 1000,
        Vectors = 100,
        Embeddings = 400,
        Head = 200,
        Experts = Experts,
        Adapters = 50,
        Factors = 90,
        AdapterFactors = 30,
        LargestLayer = 350,
        Outside = 600,
        AttentionShapes = 70,
        FeedForwardShapes = 80,
        Logits = 9,
    };

    /// <summary>Four data ranks, two context ranks; experts over two of them.</summary>
    public static readonly TrainingStrategy Plan = new()
    {
        Layout = new ParallelLayout
        {
            Tensor = 2,
            Data = 4,
            Context = 2,
            Expert = 2,
        },
    };

    /// <summary>An adapter beside frozen weights.</summary>
    public static AdapterSpec Lora { get; } = new(AdapterKind.Lora, 4, AdapterTargets.AllLinear);

    public static ModelStates Of(in TrainingStrategy strategy, MemoryConstants? constants = null, int hidden = 64, int perNode = 8) =>
        new(Stage, strategy, constants ?? new MemoryConstants(), hidden, perNode);
}
