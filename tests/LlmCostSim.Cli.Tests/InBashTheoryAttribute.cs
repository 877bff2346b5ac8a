namespace LlmCostSim.Cli.Tests;

/// <summary>A theory that needs a real bash; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InBashTheoryAttribute : TheoryAttribute
{
    internal const string Bash = "/bin/bash";

    public InBashTheoryAttribute() => Skip = File.Exists(Bash) ? null : $"no {Bash} on this machine";
}
