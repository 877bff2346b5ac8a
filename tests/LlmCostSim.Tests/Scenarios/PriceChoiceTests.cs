using LlmCostSim.Economics;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

public sealed class PriceChoiceTests
{
    private static string Text(string economics, string accelerator = "A100-SXM-40GB") =>
        $$"""
            {
              "kind": "training", "model": "llama-7b", "cluster": { "accelerator": "{{accelerator}}", "count": 8 }, "strategy": { "sharding": "zero3" },
              "workload": { "sequenceLength": 2048, "globalBatch": 64, "tokens": 1e9 }, "economics": { {{economics}} }
            }
            """;

    private static TrainingReport Report(string economics) =>
        (TrainingReport)new Estimator().Estimate(new ScenarioReader().Read(Text(economics)));

    private static double Price(string economics)
    {
        var run = Report(economics).Run;
        return run.Cost.Amount / run.GpuHours.TotalHours;
    }

    [Theory]
    [InlineData("reserved", PriceKind.Reserved)]
    [InlineData("spot", PriceKind.Spot)]
    [InlineData("on-demand", PriceKind.OnDemand)]
    public void Estimate_KindOfPrice_PaysTheBooksPriceOfThatKind(string name, PriceKind kind) =>
        Assert.Equal(PriceBook.Default.Typical("A100-SXM-40GB", kind)!.PerGpuHour.Amount, Price($"\"priceKind\": \"{name}\""), 1e-9);

    [Fact]
    public void Estimate_DayOfPrice_PaysWhatWasPaidThen()
    {
        var then = PriceBook.Default.Typical("A100-SXM-40GB", PriceKind.OnDemand, new DateOnly(2023, 8, 16))!.PerGpuHour.Amount;

        Assert.Equal(then, Price("\"priceDate\": \"2023-08-16\""), 1e-9);
        Assert.True(then > Price(""), "prices of A100 have fallen");
    }

    [Theory]
    [InlineData("\"priceDate\": \"August 2023\"", "$.economics.priceDate")]
    [InlineData("\"priceKind\": \"rented\"", "$.economics.priceKind")]
    [InlineData("\"priceKind\": \"spot\", \"pricePerGpuHour\": 2", "$.economics")]
    public void Read_PriceThatIsNone_IsAProblem(string economics, string path) =>
        Assert.Equal(
            path,
            Assert.Single(Assert.Throws<InvalidInputException>(() => new ScenarioReader().Read(Text(economics))).Problems).Path
        );

    [Fact]
    public void Write_KindAndDay_AreReadAsTheSame()
    {
        var scenario = new ScenarioReader().Read(Text("\"priceKind\": \"reserved\", \"priceDate\": \"2024-01-31\""));

        Assert.Equal(scenario.Economics, new ScenarioReader().Read(ScenarioWriter.ToText(scenario)).Economics);
        Assert.Equal(new DateOnly(2024, 1, 31), scenario.Economics.PriceDate);
    }

    [Fact]
    public void Estimate_PowerOfTheNode_AddsToThatOfTheBoard() =>
        Assert.Equal(
            (400 + 200) / 400.0,
            Report("\"hostWattsPerGpu\": \"0.2 kW\"").Run.Energy.TotalMegawattHours / Report("").Run.Energy.TotalMegawattHours,
            1e-12
        );
}
