namespace LlmCostSim.Tests.Interop;

/// <summary>The configuration files beside the tests; README.md says where their values are from.</summary>
internal static class ConfigFile
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Interop", "Configs", name + ".json"));
}
