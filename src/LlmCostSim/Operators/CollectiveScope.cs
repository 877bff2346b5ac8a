namespace LlmCostSim.Operators;

/// <summary>Among which ranks a collective of a layer runs.</summary>
internal enum CollectiveScope : byte
{
    /// <summary>Tensor-parallel ranks.</summary>
    Tensor,

    /// <summary>Context-parallel ranks.</summary>
    Context,

    /// <summary>Expert-parallel ranks.</summary>
    Expert,

    /// <summary>Tensor-parallel ranks within one expert.</summary>
    ExpertTensor,
}
