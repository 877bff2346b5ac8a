namespace LlmCostSim.Interop;

/// <summary>One member of a scenario that an imported file states.</summary>
/// <param name="Path">Path in the scenario without the leading <c>$.</c>, such as <c>strategy.adapter.rank</c>. Under <c>stated</c> stands
/// what a file says that no member of a scenario holds by itself, such as <c>stated.gradientAccumulationSteps</c>.</param>
/// <param name="Json">The value as JSON text.</param>
/// <param name="Place">Where it was read: a JSON path or a line, after the file's name where several files were read.</param>
public sealed record ImportedMember(string Path, string Json, string Place);
