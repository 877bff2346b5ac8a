namespace LlmCostSim.Tests.Architecture;

/// <summary>
/// What users of the package can see stands in a file, so that nothing is added to it or taken from it unnoticed: CI holds it.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheBaseline()
    {
        var actual = PublicApi.Of(typeof(LlmCostSim.Scenarios.Estimator).Assembly);

        // Several changes that each add to the surface would meet in this file; it is held where they have come together.
        if (GoldenFile.IsUpdating || Environment.GetEnvironmentVariable("CI") == "true")
        {
            GoldenFile.Hold(Repository.At("tests", "LlmCostSim.Tests", "Architecture", "public-api.txt"), actual);
        }

        Assert.Contains("class LlmCostSim.Scenarios.Estimator", actual, StringComparison.Ordinal);
    }
}
