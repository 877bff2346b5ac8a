using FsCheck;
using LlmCostSim.Economics;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Economics;

/// <summary>Spot machines and owned hardware.</summary>
public class SpotAndOwnedTests
{
    private static readonly CheckpointPlan NoFailures = new(Duration.FromHours(1e6), Duration.FromSeconds(30), Duration.FromSeconds(600));

    /// <summary>
    /// LMSYS Vicuna blog and SkyPilot: 13B in one day on 8 A100-80GB, about 1,000 USD on demand and 300 USD on spot machines; 7B about 500
    /// and 140 USD, its hours are not published. Prices from elsewhere: p4de on demand in 2023, and what the p4d's spot price of the same
    /// day is of its price on demand.
    /// </summary>
    [Theory]
    [InlineData(24.0 * 8, 1000, 300)]
    [InlineData(null, 500, 140)]
    public void Vicuna_OnDemandAndSpot_CostAsPublished(double? gpuHours, double onDemandCost, double spotCost)
    {
        double Price(string accelerator, PriceKind kind) =>
            PriceBook
                .Default.Of(accelerator, kind, new DateOnly(2023, 1, 1), new DateOnly(2023, 12, 31))
                .Where(price => price.Provider == "AWS")
                .Select(price => price.PerGpuHour.Amount)
                .Single();
        var onDemand = Price("A100-SXM-80GB", PriceKind.OnDemand);
        var hours = gpuHours ?? (onDemandCost / onDemand);
        Assert.InRange(hours * onDemand / onDemandCost, 0.85, 1.15);

        // SkyPilot goes where machines are: the zone of its published traces with the highest availability. 30 s checkpoints, 10 minutes
        // until the job runs again.
        var facts = ReliabilityCatalog
            .Default.Figures.Where(figure => figure.Id.StartsWith("spot-v100-", StringComparison.Ordinal))
            .ToList();
        var best = facts.Where(figure => figure.Id.EndsWith("-avail", StringComparison.Ordinal)).MaxBy(figure => figure.Value)!.Id;
        var uptime = facts.Single(figure => figure.Id == best.Replace("-avail", "-up", StringComparison.Ordinal)).Value!.Value;
        var goodput = new SpotMarket { MeanUptime = Duration.FromHours(uptime) }.Goodput(NoFailures);
        var discount = Price("A100-SXM-40GB", PriceKind.Spot) / Price("A100-SXM-40GB", PriceKind.OnDemand);
        Assert.InRange(hours / goodput * onDemand * discount / spotCost, 0.85, 1.15);
    }

    [Property]
    public bool Goodput_RarerPreemptions_NeverLess(PositiveInt uptime, PositiveInt more)
    {
        double At(double hours) => new SpotMarket { MeanUptime = Duration.FromHours(hours) }.Goodput(NoFailures);
        return At(uptime.Get + more.Get) >= At(uptime.Get) && At(uptime.Get) is > 0 and <= 1;
    }

    [Fact]
    public void Goodput_WarningAsLongAsACheckpoint_SavesTheWork()
    {
        var sudden = new SpotMarket { MeanUptime = Duration.FromHours(2) };
        var warned = sudden with { Notice = Duration.FromSeconds(ReliabilityCatalog.Default.Get("spot-notice-aws").Value!.Value) };
        Assert.True(warned.Goodput(NoFailures) > sudden.Goodput(NoFailures));
        Assert.True((warned with { Wait = Duration.FromHours(1) }).WallClockGoodput(NoFailures) < warned.Goodput(NoFailures));
    }

    [Fact]
    public void Owned_DepreciationPowerAndUpkeep_AddUp()
    {
        // 30,000 over 4 years of 8,766 h at 80 %: 1.06947; 0.7 kW · 1.2 · 0.10: 0.084.
        var owned = new OwnedHardware { PurchasePrice = 30_000, ElectricityPerKwh = 0.10 };
        Assert.Equal(1.06947 + 0.084, owned.PerGpuHour(Power.FromWatts(700), 1.2).Amount, 4);
    }

    [Property]
    public bool Owned_PricePerHour_IsLinearInAllPrices(PositiveInt purchase, PositiveInt factor)
    {
        var owned = new OwnedHardware
        {
            PurchasePrice = purchase.Get,
            ElectricityPerKwh = 0.1,
            UpkeepPerYear = 0.05,
        };
        var scaled = owned with { PurchasePrice = (double)purchase.Get * factor.Get, ElectricityPerKwh = 0.1 * factor.Get };
        var (one, many) = (owned.PerGpuHour(Power.FromWatts(700), 1.2).Amount, scaled.PerGpuHour(Power.FromWatts(700), 1.2).Amount);
        return Math.Abs((many / one / factor.Get) - 1) < 1e-12;
    }
}
