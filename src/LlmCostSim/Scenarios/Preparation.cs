using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What kernel models are prepared for. Hashes by names alone, which is quick and nearly always tells apart; equality compares everything.
/// </summary>
/// <param name="Accelerator">The accelerator.</param>
/// <param name="Libraries">Kernel libraries of the stack or engine.</param>
internal readonly record struct Preparation(Accelerator Accelerator, KernelLibraries Libraries)
{
    public bool Equals(Preparation other) =>
        (ReferenceEquals(Accelerator, other.Accelerator) || Accelerator == other.Accelerator) && Libraries == other.Libraries;

    public override int GetHashCode() => HashCode.Combine(Accelerator.Id, Libraries.Gemm);
}
