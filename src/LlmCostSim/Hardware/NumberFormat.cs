namespace LlmCostSim.Hardware;

/// <summary>Number formats of matrix operands, weights, caches and communicated tensors.</summary>
public enum NumberFormat : byte
{
    /// <summary>IEEE single precision, 4 bytes, on the vector units.</summary>
    Fp32,

    /// <summary>TensorFloat-32: stored in 4 bytes, multiplied on the matrix units with 10 bits of mantissa.</summary>
    Tf32,

    /// <summary>IEEE half precision, 2 bytes.</summary>
    Fp16,

    /// <summary>bfloat16, 2 bytes.</summary>
    Bf16,

    /// <summary>8-bit floating point (E4M3 or E5M2), 1 byte.</summary>
    Fp8,

    /// <summary>8-bit integer weights and activations, 1 byte.</summary>
    Int8,

    /// <summary>8-bit integer weights, 16-bit activations and arithmetic.</summary>
    Int8WeightOnly,

    /// <summary>4-bit integer weights, 16-bit activations and arithmetic.</summary>
    Int4WeightOnly,
}
