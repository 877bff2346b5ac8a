namespace LlmCostSim.Operators;

/// <summary>What an operation is, and with it which kernel model times it.</summary>
internal enum OpKind : byte
{
    /// <summary>Dense matrix multiply C[M,N] = A[M,K]·B[K,N], <c>Count</c> of them in one batch.</summary>
    Gemm,

    /// <summary>Matrix multiplies of the experts, <c>Count</c> groups of M rows each.</summary>
    GroupedGemm,

    /// <summary>Fused attention.</summary>
    Attention,

    /// <summary>Memory-bound work: a number of bytes read and written.</summary>
    Elementwise,

    /// <summary>Communication among ranks.</summary>
    Collective,
}
