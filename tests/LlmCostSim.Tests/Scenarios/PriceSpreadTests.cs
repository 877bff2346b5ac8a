using LlmCostSim.Economics;
using LlmCostSim.Scenarios;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Scenarios;

public sealed class PriceSpreadTests
{
    private static (double Low, double High) Of(string economics) =>
        PriceSpread.Of(
            new ScenarioReader().Read(
                $$"""
                {
                  "kind": "training", "model": "llama-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": {},
                  "workload": { "sequenceLength": 2048, "globalBatch": 64, "tokens": 1e9 }, "economics": { {{economics}} }
                }
                """
            ),
            PriceBook.Default
        );

    private static (double Low, double High) Book(PriceKind kind)
    {
        var typical = PriceBook.Default.Typical("A100-SXM-80GB", kind)!;
        return (typical.Low.Amount / typical.PerGpuHour.Amount, typical.High.Amount / typical.PerGpuHour.Amount);
    }

    [Theory]
    [InlineData("\"pricePerGpuHour\": 2")]
    [InlineData("\"owned\": { \"purchasePrice\": 20000, \"electricityPerKwh\": 0.1 }")]
    public void Of_PriceThatTheAuthorGives_IsCertain(string economics) => Assert.Equal((1, 1), Of(economics));

    [Fact]
    public void Of_NoPrice_IsThatOfTheProvidersOnDemand() => Assert.Equal(Book(PriceKind.OnDemand), Of(""));

    [Fact]
    public void Of_SpotMachines_IsThatOfSpotPrices() => Assert.Equal(Book(PriceKind.Spot), Of("\"spot\": { \"meanUptimeHours\": 5 }"));

    [Fact]
    public void Of_KindOfPrice_IsThatOfItsKind() => Assert.Equal(Book(PriceKind.Reserved), Of("\"priceKind\": \"reserved\""));

    [Fact]
    public void Cost_CertainPrice_IsAsUnsureAsTheHours()
    {
        var (low, high) = PriceSpread.Cost((1, 1), (0.8, 1.3));

        Assert.Equal(0.8, low, 1e-12);
        Assert.Equal(1.3, high, 1e-12);
    }

    [Property]
    public void Cost_TwoDoubts_IsWiderThanEachAndNarrowerThanBothInOne(byte price, byte hours)
    {
        double cheap = 1 + (price / 100.0),
            fast = 1 + (hours / 100.0);

        var (low, high) = PriceSpread.Cost((1 / cheap, cheap), (1 / fast, fast));

        Assert.InRange(high, Math.Max(cheap, fast) * (1 - 1e-12), cheap * fast * (1 + 1e-12));
        Assert.Equal(1, low * high, 1e-9);
    }
}
