using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>One combination of a sweep.</summary>
/// <param name="Values">Values of the varied fields, in their order.</param>
/// <param name="Report">What the estimator says; <see langword="null"/> where the combination is no scenario.</param>
/// <param name="Problems">Why it is none.</param>
internal sealed record SweepRow(IReadOnlyList<string> Values, Report? Report, IReadOnlyList<InputProblem> Problems);
