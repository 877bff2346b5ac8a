namespace LlmCostSim.Operators;

/// <summary>The groups of ranks that talk within a layer, one for each scope, and the neighbouring stage.</summary>
/// <param name="Tensor">Tensor-parallel group.</param>
/// <param name="Context">Context-parallel group.</param>
/// <param name="Expert">Expert-parallel group.</param>
/// <param name="ExpertTensor">Tensor-parallel group of one expert.</param>
/// <param name="Pipeline">Two neighbouring pipeline ranks.</param>
internal readonly record struct CollectiveGroups(
    CollectiveGroup Tensor,
    CollectiveGroup Context,
    CollectiveGroup Expert,
    CollectiveGroup ExpertTensor,
    CollectiveGroup Pipeline
)
{
    /// <summary>The group of a scope.</summary>
    /// <param name="scope">The scope.</param>
    public CollectiveGroup Of(CollectiveScope scope) =>
        scope switch
        {
            CollectiveScope.Tensor => Tensor,
            CollectiveScope.Context => Context,
            CollectiveScope.Expert => Expert,
            _ => ExpertTensor,
        };
}
