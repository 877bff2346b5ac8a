using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>One term of a step's time.</summary>
/// <param name="Name">Name in reports, such as <c>forward</c>.</param>
/// <param name="Time">How long.</param>
/// <param name="Always">Whether reports show it where it is zero, too.</param>
internal sealed record TimeTerm(string Name, Duration Time, bool Always);
