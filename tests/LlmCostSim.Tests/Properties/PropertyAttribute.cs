using Xunit.Sdk;

namespace LlmCostSim.Tests.Properties;

/// <summary>
/// Marks a method that FsCheck calls with generated arguments; returns <see langword="void"/>, <see langword="bool"/> or an FsCheck
/// property. Named and shaped like FsCheck.Xunit's attribute, which cannot be had here, so that a later swap is one <c>using</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("LlmCostSim.Tests.Properties.PropertyDiscoverer", "LlmCostSim.Tests")]
public sealed class PropertyAttribute : FactAttribute
{
    /// <summary>Cases that must hold; the environment variable <c>LLMCOSTSIM_MAX_TEST</c> puts another number in its place.</summary>
    public int MaxTest { get; set; } = 100;

    /// <summary>Seed to replay, as a failure prints it: <c>seed,gamma[,size]</c>.</summary>
    public string? Replay { get; set; }

    /// <summary>Types whose static members make arbitraries.</summary>
    public Type[] Arbitrary { get; set; } = [];
}
