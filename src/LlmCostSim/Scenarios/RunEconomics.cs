using System.Globalization;
using LlmCostSim.Economics;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Money, energy and carbon of accelerator hours, with a sentence for each figure that the scenario left open.</summary>
/// <remarks>Described in docs/economics.md, "Formulas".</remarks>
internal static class RunEconomics
{
    /// <summary>Power usage effectiveness where neither scenario nor region gives one.</summary>
    private const double DefaultPue = 1.1;

    private const string PricePath = "economics.pricePerGpuHour";

    /// <summary>Price of one accelerator for one hour.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="prices">The price book.</param>
    /// <param name="grid">Places, for the power of owned hardware.</param>
    /// <param name="assumptions">Where the origin is noted.</param>
    public static Money Price(Scenario scenario, PriceBook prices, GridCatalog grid, List<Assumption> assumptions)
    {
        var settings = scenario.Economics;
        if (settings.PricePerGpuHour is { } given)
        {
            return new Money(given, settings.Currency);
        }

        if (settings.Owned is { } owned)
        {
            return Owned(scenario, owned, grid, assumptions);
        }

        var accelerator = scenario.Cluster.Accelerator.Id;
        if (TypicalPrice(scenario, prices) is { } typical)
        {
            assumptions.Add(
                Assumption.Default(
                    PricePath,
                    string.Create(CultureInfo.InvariantCulture, $"{typical.PerGpuHour.Amount:0.####} USD"),
                    $"{typical.Rule}; storage, network traffic and staff are left out"
                )
            );
            return typical.PerGpuHour;
        }

        assumptions.Add(
            Assumption.Of(
                PricePath,
                "0",
                $"{PricePath}: the price book has none{(settings.PriceKind is { } kind ? $" of kind {PriceChoice.NameOf(kind)}" : "")} for {accelerator}, so cost is 0"
            )
        );
        return new Money(0);
    }

    /// <summary>The price of the book that a scenario pays; <see langword="null"/> where it gives or makes its own, or the book has none.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="prices">The price book.</param>
    public static TypicalPrice? TypicalPrice(Scenario scenario, PriceBook prices)
    {
        var (settings, accelerator) = (scenario.Economics, scenario.Cluster.Accelerator.Id);
        return settings.PricePerGpuHour is not null || settings.Owned is not null ? null
            : settings.PriceKind is { } kind ? prices.Typical(accelerator, kind, settings.PriceDate)
            : (settings.Spot is null ? null : prices.Typical(accelerator, PriceKind.Spot, settings.PriceDate))
                ?? prices.DefaultFor(accelerator, settings.PriceDate);
    }

    private static Money Owned(Scenario scenario, OwnedHardware owned, GridCatalog grid, List<Assumption> assumptions)
    {
        var settings = scenario.Economics;
        var price = owned.PerGpuHour(Watts(scenario), Pue(settings, grid) ?? DefaultPue, settings.Currency);
        assumptions.Add(
            Assumption.Of(
                PricePath,
                string.Create(CultureInfo.InvariantCulture, $"{price.Amount:0.####} {price.Currency}"),
                $"{PricePath}: {price.Amount:0.####} {price.Currency}, {owned.PurchasePrice:#,0} over {owned.Years} years at {owned.Utilization:P0} utilisation, with upkeep and {owned.ElectricityPerKwh} per kWh"
            )
        );
        return price;
    }

    /// <summary>Mean power of an accelerator and its share of the node.</summary>
    private static Power Watts(Scenario scenario) =>
        (scenario.Cluster.Accelerator.BoardPower * (scenario.Economics.PowerUtilization ?? 1)) + scenario.Economics.HostPower;

    private static double? Pue(EconomicsSettings settings, GridCatalog grid) =>
        settings.Pue ?? (settings.Region.Length > 0 ? grid.Find(settings.Region)?.PowerUsageEffectiveness : null);

    /// <summary>Energy of accelerator hours, data centre included: (board power limit × utilisation + power of the node's other parts) × PUE.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="hours">Accelerator hours.</param>
    /// <param name="grid">Places.</param>
    /// <param name="assumptions">Where the origins are noted.</param>
    public static Energy Energy(Scenario scenario, GpuHours hours, GridCatalog grid, List<Assumption> assumptions)
    {
        var accelerator = scenario.Cluster.Accelerator;
        var settings = scenario.Economics;
        if (accelerator.BoardPower.TotalWatts <= 0)
        {
            assumptions.Add(
                Assumption.Of(
                    "run.energyMWh",
                    "0",
                    $"run.energyMWh: the board power of {accelerator.Id} is not published, so energy and carbon are 0"
                )
            );
            if (settings.Owned is not null && settings.HostPower.TotalWatts > 0)
            {
                NotePue(settings, grid, assumptions);
            }

            return default;
        }

        if (settings.PowerUtilization is null)
        {
            assumptions.Add(
                Assumption.Default("economics.powerUtilization", "1", "accelerators at their board limit as in the LLaMA papers")
            );
        }

        NotePue(settings, grid, assumptions);
        return Units.Energy.FromKilowattHours(
            Watts(scenario).TotalWatts * (Pue(settings, grid) ?? DefaultPue) / 1000 * hours.TotalHours
        );
    }

    private static void NotePue(EconomicsSettings settings, GridCatalog grid, List<Assumption> assumptions)
    {
        if (Pue(settings, grid) is null)
        {
            assumptions.Add(
                Assumption.Default(
                    "economics.pue",
                    DefaultPue.ToString(CultureInfo.InvariantCulture),
                    "as in the LLaMA paper (arXiv 2302.13971)"
                )
            );
        }
    }

    /// <summary>kg of CO2 equivalent per kWh.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="grid">Places.</param>
    /// <param name="assumptions">Where the origin is noted.</param>
    public static double CarbonIntensity(Scenario scenario, GridCatalog grid, List<Assumption> assumptions)
    {
        var settings = scenario.Economics;
        if (settings.CarbonIntensity is { } given)
        {
            return given;
        }

        var place = (settings.Region.Length > 0 ? grid.Find(settings.Region) : null) ?? grid.World;
        var intensity = place.KgCo2ePerKwh ?? grid.World.KgCo2ePerKwh ?? 0;
        assumptions.Add(
            Assumption.Default(
                "economics.carbonIntensity",
                string.Create(CultureInfo.InvariantCulture, $"{intensity} kg/kWh"),
                $"{place.Region} {place.Year}"
            )
        );
        return intensity;
    }
}
