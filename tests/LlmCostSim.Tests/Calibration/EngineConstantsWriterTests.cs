using System.Text.Json;
using LlmCostSim.Calibration;

namespace LlmCostSim.Tests.Calibration;

public sealed class EngineConstantsWriterTests
{
    [Fact]
    public void WithoutOrigin_FittedAndPriorClauses_KeepsWhatWasNotFitted()
    {
        const string Json =
            """{ "origin": "host time is a prior; stepHostMicroseconds fitted to 6 rows (some), mean absolute error 1.0 %", "stepHostMicroseconds": 5 }""";

        var origin = JsonDocument.Parse(EngineConstantsWriter.WithoutOrigin(Json)).RootElement.GetProperty("origin").GetString();

        Assert.Equal("host time is a prior", origin);
    }
}
