namespace LlmCostSim.Hardware;

/// <summary>
/// Kernel constants of one accelerator that were measured on it, in place of those of the chip that its <see cref="Accelerator.Kernels"/>
/// names. What is <see langword="null"/> is taken from there.
/// </summary>
internal sealed record KernelConstants
{
    /// <summary>Matrix multiplies.</summary>
    public GemmConstants? Gemm { get; init; }

    /// <summary>Attention.</summary>
    public AttentionConstants? Attention { get; init; }

    /// <summary>Collectives.</summary>
    public CollectiveConstants? Collectives { get; init; }

    /// <summary>Memory-bound kernels.</summary>
    public ElementwiseConstants? Elementwise { get; init; }

    /// <summary>All four kinds as an accelerator uses them now: its own where it has them, else those of its chip.</summary>
    /// <param name="accelerator">The accelerator.</param>
    public static KernelConstants For(Accelerator accelerator) =>
        new()
        {
            Gemm = GemmConstants.For(accelerator),
            Attention = AttentionConstants.For(accelerator),
            Collectives = CollectiveConstants.For(accelerator),
            Elementwise = ElementwiseConstants.For(accelerator),
        };
}
