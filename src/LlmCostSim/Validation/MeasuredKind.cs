namespace LlmCostSim.Validation;

/// <summary>What a file of measured data holds; known by its columns.</summary>
internal enum MeasuredKind
{
    /// <summary>None of the formats that are known.</summary>
    Unknown,

    /// <summary>Matrix multiplies.</summary>
    Gemm,

    /// <summary>Fused attention over prompts.</summary>
    AttentionPrefill,

    /// <summary>Attention of one new token per sequence.</summary>
    AttentionDecode,

    /// <summary>Collectives.</summary>
    Collective,

    /// <summary>Memory-bound kernels.</summary>
    Elementwise,

    /// <summary>Efficiencies of matrix multiplies and attention.</summary>
    OperatorEfficiency,

    /// <summary>Host time per step of an inference engine.</summary>
    HostOverhead,

    /// <summary>Metrics of training steps.</summary>
    Training,

    /// <summary>Metrics of inference runs.</summary>
    Inference,

    /// <summary>Memory of jobs.</summary>
    Memory,

    /// <summary>Published figures of whole training runs.</summary>
    Runs,

    /// <summary>Architectures, which add to the catalogue.</summary>
    Architectures,

    /// <summary>Published claims in words; nothing measured.</summary>
    Claims,
}
