using System.Globalization;
using LlmCostSim.Economics;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Money, energy and carbon of accelerator hours, with a sentence for each figure that the scenario left open.</summary>
internal static class RunEconomics
{
    /// <summary>Power usage effectiveness where neither scenario nor region gives one.</summary>
    private const double DefaultPue = 1.1;

    /// <summary>Price of one accelerator for one hour.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="prices">The price book.</param>
    /// <param name="assumptions">Where the origin is noted.</param>
    public static Money Price(Scenario scenario, PriceBook prices, List<string> assumptions)
    {
        var settings = scenario.Economics;
        if (settings.PricePerGpuHour is { } given)
        {
            return new Money(given, settings.Currency);
        }

        var accelerator = scenario.Cluster.Accelerator.Id;
        if (prices.DefaultFor(accelerator) is { } typical)
        {
            assumptions.Add(string.Create(CultureInfo.InvariantCulture, $"economics.pricePerGpuHour: {typical.PerGpuHour.Amount:0.####} USD, {typical.Rule}"));
            return typical.PerGpuHour;
        }

        assumptions.Add($"economics.pricePerGpuHour: the price book has none for {accelerator}, so cost is 0");
        return new Money(0);
    }

    /// <summary>Energy of accelerator hours, data centre included: board power limit × utilisation × PUE.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="hours">Accelerator hours.</param>
    /// <param name="grid">Places.</param>
    /// <param name="assumptions">Where the origins are noted.</param>
    public static Energy Energy(Scenario scenario, GpuHours hours, GridCatalog grid, List<string> assumptions)
    {
        var accelerator = scenario.Cluster.Accelerator;
        var settings = scenario.Economics;
        if (accelerator.BoardPower.TotalWatts <= 0)
        {
            assumptions.Add($"run.energyMWh: the board power of {accelerator.Id} is not published, so energy and carbon are 0");
            return default;
        }

        if (settings.PowerUtilization is null)
        {
            assumptions.Add("economics.powerUtilization: 1, accelerators at their board limit as in the LLaMA papers");
        }

        var pue = settings.Pue ?? (settings.Region.Length > 0 ? grid.Find(settings.Region)?.PowerUsageEffectiveness : null);
        if (pue is null)
        {
            assumptions.Add("economics.pue: 1.1, as in the LLaMA paper (arXiv 2302.13971)");
        }

        var watts = accelerator.BoardPower.TotalWatts * (settings.PowerUtilization ?? 1) * (pue ?? DefaultPue);
        return Units.Energy.FromKilowattHours(watts / 1000 * hours.TotalHours);
    }

    /// <summary>kg of CO2 equivalent per kWh.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="grid">Places.</param>
    /// <param name="assumptions">Where the origin is noted.</param>
    public static double CarbonIntensity(Scenario scenario, GridCatalog grid, List<string> assumptions)
    {
        var settings = scenario.Economics;
        if (settings.CarbonIntensity is { } given)
        {
            return given;
        }

        var place = (settings.Region.Length > 0 ? grid.Find(settings.Region) : null) ?? grid.World;
        var intensity = place.KgCo2ePerKwh ?? grid.World.KgCo2ePerKwh ?? 0;
        assumptions.Add(string.Create(CultureInfo.InvariantCulture, $"economics.carbonIntensity: {intensity} kg/kWh, {place.Region} {place.Year}"));
        return intensity;
    }
}
