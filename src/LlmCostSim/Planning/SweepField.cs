namespace LlmCostSim.Planning;

/// <summary>A field that a sweep varies.</summary>
/// <param name="Path">Names from the scenario's root on, with dots between them.</param>
/// <param name="Values">Its values, as text.</param>
internal sealed record SweepField(string Path, IReadOnlyList<string> Values);
