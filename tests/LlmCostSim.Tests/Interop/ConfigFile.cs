using LlmCostSim.Interop;

namespace LlmCostSim.Tests.Interop;

/// <summary>The configuration files beside the tests; README.md says where their values are from.</summary>
internal static class ConfigFile
{
    public static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Interop", "Configs", name + ".json"));

    /// <summary>What an import says of a section of a scenario: <c>tensor=8 pipeline=2</c>.</summary>
    public static string Members(ImportResult result, string section) =>
        string.Join(
            ' ',
            result
                .Members.Where(m => m.Path.StartsWith(section + '.', StringComparison.Ordinal))
                .Select(m => $"{m.Path[(section.Length + 1)..]}={m.Json}")
        );
}
