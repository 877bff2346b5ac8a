namespace LlmCostSim.Cli.Tests;

/// <summary>
/// Holds what people see against files. <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes them anew; look at the difference before committing it.
/// </summary>
internal static class Golden
{
    public static void Check(string name, string actual)
    {
        var file = Path.Combine(Tool.Root, "tests", "LlmCostSim.Cli.Tests", "Goldens", name);
        if (Environment.GetEnvironmentVariable("LLMCOSTSIM_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"no golden file {name}; LLMCOSTSIM_UPDATE_GOLDENS=1 writes it");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
