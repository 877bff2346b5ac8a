using System.Text.Json;
using LlmCostSim.Calibration;
using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

/// <summary>Constants of engines as the definitions of fits state them.</summary>
public sealed class EngineConstantTests
{
    private static T Read<T>(string text, Func<FactReader, T> read)
    {
        using var json = JsonDocument.Parse(text);
        return read(new FactReader(json.RootElement, "inference.json"));
    }

    [Fact]
    public void Knob_OfSomeEngines_TurnsThemAndNoOther()
    {
        var constant = Read(
            """{ "constant": "gemmTime", "start": 1, "minimum": 0.7, "maximum": 2, "spread": 0.1, "engineSpread": 0, "engines": ["vllm"] }""",
            EngineConstant.From
        );
        InferenceEngine[] engines = [EngineCatalog.Default.Get("vllm"), EngineCatalog.Default.Get("sglang")];

        var turned = constant.Knob().Turn(engines, 1.5);

        Assert.Equal([1.5, engines[1].GemmTime], turned.Select(engine => engine.GemmTime));
    }

    [Theory]
    [InlineData("""{ "constant": "speed", "start": 1, "minimum": 0, "maximum": 2, "engineSpread": 0 }""", ".constant: 'speed' is none of ")]
    [InlineData(
        """{ "constant": "gemmTime", "start": 1, "minimum": 0, "maximum": 2, "engineSpread": 0, "engines": ["vlmm"] }""",
        ".engines: 'vlmm' is none of "
    )]
    [InlineData("""{ "constant": "gemmTime", "start": 1, "minimum": 0, "maximum": 2 }""", ".engineSpread: required number is missing")]
    public void From_WrongConstant_IsRefusedWithItsPlace(string text, string problem) =>
        Assert.StartsWith(
            "inference.json" + problem,
            Assert.Throws<FormatException>(() => Read(text, EngineConstant.From)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Rows_OfAMetricThatIsNone_AreRefusedWithThoseThereAre() =>
        Assert.StartsWith(
            "inference.json.metrics: 'speed' is none of TimeToFirstToken, ",
            Assert
                .Throws<FormatException>(() => Read("""{ "engine": "vllm", "rows": "r", "metrics": ["speed"] }""", FittedRows.From))
                .Message,
            StringComparison.Ordinal
        );
}
