using LlmCostSim.Lowering;
using LlmCostSim.Strategies;

namespace LlmCostSim.Inference;

/// <summary>
/// How serving divides a model: attention replicas share their tensor ranks out between them, experts take theirs from what is left.
/// </summary>
internal static class ServedDivision
{
    /// <summary>Tensor ranks of one attention replica.</summary>
    public static int TensorOf(in InferenceStrategy strategy) => Math.Max(1, strategy.Tensor / strategy.AttentionData);

    /// <summary>Division and formats; tokens and fused kernels are to be put in.</summary>
    public static LoweringOptions Of(in InferenceStrategy strategy) =>
        new()
        {
            Tensor = TensorOf(strategy),
            Expert = strategy.Expert,
            ExpertTensor = Math.Max(1, TensorOf(strategy) / strategy.Expert),
            Compute = strategy.Weights,
            Training = false,
        };
}
