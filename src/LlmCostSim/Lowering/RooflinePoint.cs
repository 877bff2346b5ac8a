using LlmCostSim.Operators;

namespace LlmCostSim.Lowering;

/// <summary>
/// One operation of a layer against what the accelerator can do: the FLOPs, the bytes and the seconds of the same operation.
/// </summary>
/// <param name="Role">What the operation is for.</param>
/// <param name="Flops">Arithmetic, a causal triangle counted once.</param>
/// <param name="Bytes">Operands and results, each moved once: the least traffic there is.</param>
/// <param name="Seconds">By the kernel model.</param>
internal readonly record struct RooflinePoint(OpRole Role, double Flops, double Bytes, double Seconds)
{
    /// <summary>FLOP per byte.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>FLOP per second that the kernel model reaches.</summary>
    public double Achieved => Flops / Seconds;
}
