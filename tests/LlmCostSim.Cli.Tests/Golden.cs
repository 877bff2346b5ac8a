namespace LlmCostSim.Cli.Tests;

/// <summary>What the tool prints, in the files beside these tests.</summary>
internal static class Golden
{
    public static void Check(string name, string actual) =>
        GoldenFile.Hold(Repository.At("tests", "LlmCostSim.Cli.Tests", "Goldens", name), actual);
}
