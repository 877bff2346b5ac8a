using LlmCostSim.Economics;
using LlmCostSim.Hardware;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Economics;

public sealed class PriceBookTests
{
    /// <summary>Rows whose source leaves open which accelerator it is.</summary>
    private static readonly string[] Ambiguous = ["H100 (form not stated)", "V100 (PCIe, 16 GB)"];

    [Fact]
    public void Default_Prices_AreAllRead() => Assert.Equal(269, PriceBook.Default.Prices.Count);

    [Fact]
    public void Prices_EveryOne_HasSourceDateAndKnownAccelerator() =>
        Assert.All(
            PriceBook.Default.Prices,
            price =>
            {
                Assert.NotEmpty(price.Source);
                Assert.InRange(price.Day, new DateOnly(2020, 1, 1), new DateOnly(2027, 1, 1));
                Assert.InRange(price.PerGpuHour.Amount, 0.01, 50);
                Assert.True(
                    Ambiguous.Contains(price.Accelerator) || HardwareCatalog.Default.Find(price.Accelerator)?.Id == price.Accelerator,
                    price.Accelerator
                );
            }
        );

    /// <summary>p4d.24xlarge: 32.77 USD per hour for eight A100-40GB (full-stack table, line of 2023-08-16).</summary>
    [Fact]
    public void Of_P4dOnDemand_IsAnEighthOfTheInstancePrice()
    {
        Price price = PriceBook
            .Default.Of("A100-SXM-40GB", PriceKind.OnDemand, to: new DateOnly(2024, 12, 31))
            .First(row => row.Instance == "p4d.24xlarge");
        Assert.Equal(32.77, price.PerGpuHour.Amount * price.Accelerators, 2);
        Assert.Equal("AWS", price.Provider);
    }

    [Fact]
    public void Typical_OneProviderWithManyRows_WeighsAsOne()
    {
        PriceBook book = PriceBook.Default;
        foreach ((string provider, double amount) in new[] { ("a", 1.0), ("a", 1.0), ("a", 1.0), ("b", 2.0), ("c", 3.0) })
        {
            book = book.With(New(provider, amount, "2030-01-01"));
        }

        TypicalPrice typical = book.Typical("mine")!;
        Assert.Equal(2, typical.PerGpuHour.Amount, 12);
        Assert.Equal(5, typical.Prices.Count);
        Assert.Equal("median of 5 on-demand price(s) of 3 provider(s), 2030-01-01", typical.Rule);
        Assert.InRange(typical.Low.Amount, 1, 2);
        Assert.InRange(typical.High.Amount, 2, 3);
    }

    [Fact]
    public void Typical_NoPriceWithinHalfAYear_TakesTheNearest()
    {
        PriceBook book = PriceBook.Default.With(New("a", 1, "2021")).With(New("b", 9, "2025-06"));
        Assert.Equal(1, book.Typical("mine", date: new DateOnly(2022, 12, 1))!.PerGpuHour.Amount);
        Assert.Equal(9, book.Typical("mine", date: new DateOnly(2024, 1, 1))!.PerGpuHour.Amount);
    }

    [Theory]
    [InlineData("TPU-v4")]
    [InlineData("MI300X")]
    public void DefaultFor_NoPublishedPrice_IsNotInvented(string accelerator) => Assert.Null(PriceBook.Default.DefaultFor(accelerator));

    /// <summary>DeepSeek-V3 technical report, Table 1: 2 USD per H800 hour, an assumption of the report.</summary>
    [Fact]
    public void DefaultFor_OnlyAnAssumedPrice_SaysThatItIsAssumed()
    {
        TypicalPrice price = PriceBook.Default.DefaultFor("H800-80GB")!;
        Assert.Equal(2, price.PerGpuHour.Amount);
        Assert.Equal(PriceKind.List, price.Kind);
        Assert.Contains("assumed", price.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A100-SXM-80GB", 1, 5)]
    [InlineData("H100-SXM-80GB", 1.5, 8)]
    [InlineData("B200-SXM-180GB", 3, 15)]
    public void DefaultFor_CommonAccelerator_IsAMarketPrice(string accelerator, double low, double high) =>
        Assert.InRange(PriceBook.Default.DefaultFor(accelerator)!.PerGpuHour.Amount, low, high);

    [Fact]
    public void Typical_SpotOfTheSameDate_IsCheaperThanOnDemand()
    {
        var date = new DateOnly(2023, 8, 16);
        double onDemand = PriceBook.Default.Typical("A100-SXM-40GB", PriceKind.OnDemand, date)!.PerGpuHour.Amount;
        Assert.True(PriceBook.Default.Typical("A100-SXM-40GB", PriceKind.Spot, date)!.PerGpuHour.Amount < onDemand);
    }

    [Fact]
    public void With_OtherCurrency_Throws() =>
        Assert.Throws<ArgumentException>(() => PriceBook.Default.With(New("a", 1, "2025") with { PerGpuHour = new Money(1, "EUR") }));

    [Theory]
    [InlineData("2024", 2024, 7, 1)]
    [InlineData("2024-05", 2024, 5, 15)]
    [InlineData("2024-05-07", 2024, 5, 7)]
    public void Middle_PartialDate_IsTheMiddleOfThePeriod(string text, int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), PartialDate.Middle(text));

    private static Price New(string provider, double amount, string date) =>
        new()
        {
            Provider = provider,
            Accelerator = "mine",
            PerGpuHour = new Money(amount),
            Date = date,
            Source = "test",
        };
}
