using LlmCostSim.Hardware;

namespace LlmCostSim.Strategies;

/// <summary>Number formats of a training job.</summary>
public readonly record struct Precision
{
    /// <summary>bf16 compute with fp32 master weights and fp32 main gradients.</summary>
    public Precision() { }

    /// <summary>Format of the matrix multiplies; bf16 by default.</summary>
    public NumberFormat Compute { get; init; } = NumberFormat.Bf16;

    /// <summary>Bytes per element of the weights that compute reads; 2 by default (fp8 recipes keep 16-bit weights).</summary>
    public double WeightBytes { get; init; } = 2;

    /// <summary>Bytes per element of stored activations; 2 by default.</summary>
    public double ActivationBytes { get; init; } = 2;

    /// <summary>Bytes per element of the gradients that are accumulated; 4 by default.</summary>
    public double MainGradientBytes { get; init; } = 4;

    /// <summary>
    /// Bytes per element of the optimizer's own copy of the weights; 4 by default, 0 where the optimizer updates the weights in place.
    /// </summary>
    public double MasterWeightBytes { get; init; } = 4;

    /// <summary>
    /// Bytes per element of each optimizer moment; 4 by default, 2 where the optimizer's states take the weights' 16-bit type.
    /// </summary>
    public double StateBytes { get; init; } = 4;

    /// <summary>Bytes per element of data-parallel gradient reduction; 4 by default.</summary>
    public double ReduceBytes { get; init; } = 4;

    /// <summary>Bytes per element of data-parallel weight gathering; 2 by default.</summary>
    public double GatherBytes { get; init; } = 2;
}
