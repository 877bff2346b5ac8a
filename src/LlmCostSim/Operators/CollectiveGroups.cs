namespace LlmCostSim.Operators;

/// <summary>The group of ranks that each scope stands for in one layout on one cluster.</summary>
/// <param name="Tensor">Tensor-parallel group.</param>
/// <param name="Context">Context-parallel group.</param>
/// <param name="Expert">Expert-parallel group.</param>
/// <param name="ExpertTensor">Tensor-parallel group of one expert.</param>
/// <param name="Data">Data-parallel group.</param>
/// <param name="Pipeline">Two neighbouring pipeline ranks.</param>
internal readonly record struct CollectiveGroups(
    CollectiveGroup Tensor,
    CollectiveGroup Context,
    CollectiveGroup Expert,
    CollectiveGroup ExpertTensor,
    CollectiveGroup Data,
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
            CollectiveScope.ExpertTensor => ExpertTensor,
            CollectiveScope.Data => Data,
            _ => Pipeline,
        };
}
