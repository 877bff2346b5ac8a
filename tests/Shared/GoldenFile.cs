namespace LlmCostSim.Tests;

/// <summary>
/// Files that hold what people see. <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes them anew; look at the difference before committing it.
/// </summary>
internal static class GoldenFile
{
    /// <summary>Whether this run writes the files instead of holding the program against them.</summary>
    public static bool IsUpdating { get; } = Environment.GetEnvironmentVariable("LLMCOSTSIM_UPDATE_GOLDENS") == "1";

    /// <summary>Fails at the first line that differs; writes the file in a run that updates.</summary>
    public static void Hold(string file, string actual)
    {
        if (IsUpdating)
        {
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"there is no {file}; LLMCOSTSIM_UPDATE_GOLDENS=1 writes it");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n'), actual.Split('\n'));
    }
}
