namespace LlmCostSim.Cli.Tests;

/// <summary>A theory that needs util-linux's <c>script</c>, which makes a terminal; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnTerminalTheoryAttribute : TheoryAttribute
{
    internal const string Script = "/usr/bin/script";

    public OnTerminalTheoryAttribute() => Skip = File.Exists(Script) ? null : $"no {Script} on this machine";
}
