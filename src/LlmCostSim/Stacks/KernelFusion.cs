namespace LlmCostSim.Stacks;

/// <summary>
/// Which kernels a software stack fuses. What is not fused runs as the separate passes that the framework's code spells out, each reading
/// and writing memory and each launched on its own.
/// </summary>
[Flags]
internal enum KernelFusion
{
    /// <summary>Nothing is fused.</summary>
    None = 0,

    /// <summary>
    /// Norms are one kernel forward and one backward (apex, Transformer Engine); otherwise RMSNorm is spelt out in fp32 (Hugging Face,
    /// litgpt).
    /// </summary>
    Norm = 1,

    /// <summary>Activation, gate product and bias are one kernel each way.</summary>
    Activation = 2,

    /// <summary>Rotary embedding is one kernel each way.</summary>
    Rope = 4,

    /// <summary>Bias, dropout and residual addition are one kernel.</summary>
    BiasDropoutAdd = 8,

    /// <summary>Scale, mask and softmax of unfused attention are one kernel.</summary>
    Softmax = 16,

    /// <summary>Cross-entropy works in place on 16-bit logits.</summary>
    CrossEntropy = 32,

    /// <summary>Query, key and value are one matrix multiply, and so are gate and up projection.</summary>
    Projections = 64,

    /// <summary>Residual addition and the norm behind it are one kernel (inference engines).</summary>
    ResidualNorm = 128,
}
