namespace LlmCostSim.Tests.Architecture;

/// <summary>
/// What users of the package can see stands in a file, so that nothing is added to it or taken from it unnoticed: CI holds it.
/// <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes it anew; read the difference before committing it.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsTheBaseline()
    {
        var file = Path.Combine(Repository.Root, "tests", "LlmCostSim.Tests", "Architecture", "public-api.txt");
        var actual = PublicApi.Of(typeof(LlmCostSim.Scenarios.Estimator).Assembly);
        if (Environment.GetEnvironmentVariable("LLMCOSTSIM_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(file, actual);
        }

        // Several changes that each add to the surface would meet in this file; it is held where they have come together.
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n'), actual.Split('\n'));
        }

        Assert.Contains("class LlmCostSim.Scenarios.Estimator", actual, StringComparison.Ordinal);
    }
}
