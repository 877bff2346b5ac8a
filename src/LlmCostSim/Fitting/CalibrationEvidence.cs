namespace LlmCostSim.Fitting;

/// <summary>What a user's rows measure, by the constants that it tells.</summary>
[Flags]
internal enum CalibrationEvidence
{
    None = 0,

    /// <summary>Matrix multiplies of any format.</summary>
    Gemm = 1,

    /// <summary>Matrix multiplies of 16 and 32 bits.</summary>
    Gemm16Bit = 2,

    /// <summary>Matrix multiplies of 8 bits.</summary>
    Gemm8Bit = 4,

    /// <summary>Matrix multiplies of integer weights and 16-bit activations.</summary>
    GemmWeightOnly = 8,

    /// <summary>Attention of prompts and of training.</summary>
    Prefill = 16,

    /// <summary>Attention of one new token a sequence.</summary>
    Decode = 32,

    /// <summary>Collectives.</summary>
    Collectives = 64,

    /// <summary>Collectives on an accelerator whose nodes have a switch that adds.</summary>
    CollectivesInSwitch = 128,

    /// <summary>Collectives between nodes.</summary>
    CollectivesBetweenNodes = 256,

    /// <summary>Memory-bound kernels.</summary>
    Elementwise = 512,
}
