namespace LlmCostSim.Inference;

/// <summary>Seconds of one forward pass on the ranks of one replica, by what takes them, and the kernels it launches.</summary>
internal struct PassTime
{
    /// <summary>Seconds of dense matrix multiplies, those of experts, fused attention, memory-bound work, and communication.</summary>
    public double Gemm,
        Experts,
        Attention,
        Elementwise,
        Exchange;

    /// <summary>Kernels launched, and collectives among them.</summary>
    public double Kernels,
        Collectives;

    /// <summary>Rows of all memory-bound kernels together: the tokens that each of them goes through.</summary>
    public double Rows;

    /// <summary>All of it.</summary>
    public readonly double Seconds => Gemm + Experts + Attention + Elementwise + Exchange;
}
