using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>One term of a memory breakdown.</summary>
/// <param name="Name">Name in reports, such as <c>weights</c>.</param>
/// <param name="Amount">How much.</param>
internal sealed record MemoryTerm(string Name, Bytes Amount);
