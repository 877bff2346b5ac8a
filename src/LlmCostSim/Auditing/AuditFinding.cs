namespace LlmCostSim.Auditing;

/// <summary>One thing that was checked.</summary>
/// <param name="Check">Name of the check, such as <c>compute</c> or <c>memory-states</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Value">What the claim comes to, in <paramref name="Unit"/>; <see langword="null"/> where the finding has no single
/// figure.</param>
/// <param name="Limit">What it was held against, in the same unit; <see langword="null"/> where there is none.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="Text">The finding in words, with the numbers.</param>
public sealed record AuditFinding(string Check, FindingSeverity Severity, double? Value, double? Limit, string Unit, string Text);
