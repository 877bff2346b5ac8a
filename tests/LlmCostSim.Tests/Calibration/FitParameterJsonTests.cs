using System.Text.Json;
using LlmCostSim.Calibration;
using LlmCostSim.Facts;

namespace LlmCostSim.Tests.Calibration;

/// <summary>Definitions of fits as their JSON states them, and what is wrong with those that are refused.</summary>
public sealed class FitParameterJsonTests
{
    private static IReadOnlyList<FitParameter> List(string constants)
    {
        using var json = JsonDocument.Parse($$"""{ "constants": { {{constants}} } }""");
        return FitParameterJson.List(new FactReader(json.RootElement, "fit.json"), "constants", ["rate", "latency"]);
    }

    [Fact]
    public void List_StartRangeAndPrior_AreThoseOfTheFileInItsOrder()
    {
        var parameters = List(
            """ "rate": { "start": 2, "minimum": 1, "maximum": 4, "spread": 0.5, "reason": "r" }, "latency": { "start": 0, "minimum": 0, "maximum": 0 } """
        );

        Assert.Equal([("rate", 2, 1, 4, 0.5), ("latency", 0, 0, 0, null)], parameters.Select(Values));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(7, 4)]
    [InlineData(-1, 1)]
    public void Member_StartInUse_IsTheNearestValueWithinTheRange(double inUse, double start)
    {
        using var json = JsonDocument.Parse("""{ "rate": { "minimum": 1, "maximum": 4 } }""");

        Assert.Equal(start, FitParameterJson.Member(new FactReader(json.RootElement, "fit.json"), "rate", inUse).Start);
    }

    [Theory]
    [InlineData(""" "speed": { "start": 2, "minimum": 1, "maximum": 4 } """, "fit.json.constants.speed: 'speed' is none of rate, latency")]
    [InlineData(""" "rate": { "start": 5, "minimum": 1, "maximum": 4 } """, "fit.json.constants.rate.start: 5 does not lie in 1..4")]
    [InlineData(""" "rate": { "start": 5, "minimum": 6, "maximum": 4 } """, "fit.json.constants.rate.minimum: 6 lies above the maximum, 4")]
    [InlineData(""" "rate": { "minimum": 1, "maximum": 4 } """, "fit.json.constants.rate.start: required number is missing")]
    [InlineData(""" "rate": { "start": 2, "minimum": 1, "maximum": 4, "most": 3 } """, "fit.json.constants.rate.most: unknown member")]
    public void List_WrongDefinition_IsRefusedWithItsPlace(string constants, string problem) =>
        Assert.Equal(problem, Assert.Throws<FormatException>(() => List(constants)).Message);

    private static (string, double, double, double, double?) Values(FitParameter parameter) =>
        (parameter.Name, parameter.Start, parameter.Minimum, parameter.Maximum, parameter.PriorSpread);
}
