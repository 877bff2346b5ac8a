using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Charts;

/// <summary>One bar of a memory chart.</summary>
/// <param name="Name">What it is of; may be empty where there is only one.</param>
/// <param name="Parts">Parts from left to right.</param>
/// <param name="Capacity">What a process can use.</param>
internal sealed record MemoryStack(string Name, IReadOnlyList<MemoryTerm> Parts, Bytes Capacity)
{
    /// <summary>All parts.</summary>
    public Bytes Total => Parts.Aggregate(Bytes.Zero, static (sum, part) => sum + part.Amount);
}
