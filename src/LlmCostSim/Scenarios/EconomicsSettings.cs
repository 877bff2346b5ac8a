using LlmCostSim.Economics;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Prices, power and carbon of a scenario. Everything may be left open; the report says what was taken instead.</summary>
public sealed record EconomicsSettings
{
    /// <summary>
    /// Price of one accelerator for one hour, in units of <see cref="Currency"/>; <see langword="null"/>: from the price book.
    /// </summary>
    public double? PricePerGpuHour { get; init; }

    /// <summary>Kind of the book's prices; <see langword="null"/>: on demand, with <see cref="Spot"/> those of spot machines.</summary>
    public PriceKind? PriceKind { get; init; }

    /// <summary>Day of the book's prices; <see langword="null"/>: that of its newest one.</summary>
    public DateOnly? PriceDate { get; init; }

    /// <summary>ISO 4217 code; <c>USD</c> by default.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>
    /// Energy of the data centre per energy of its computers, at least 1; <see langword="null"/>: that of <see cref="Region"/> where it is
    /// known, otherwise 1.1 as the LLaMA paper takes (arXiv 2302.13971, section 6).
    /// </summary>
    public double? Pue { get; init; }

    /// <summary>Place whose grid powers the cluster: an id or country of the grid catalogue; empty: the world's mean.</summary>
    public string Region { get; init; } = "";

    /// <summary>kg of CO2 equivalent per kWh; <see langword="null"/>: that of <see cref="Region"/>.</summary>
    public double? CarbonIntensity { get; init; }

    /// <summary>
    /// Mean power of an accelerator as a share of its board limit, 0 to 1; <see langword="null"/>: 1, the convention of the LLaMA papers.
    /// </summary>
    public double? PowerUtilization { get; init; }

    /// <summary>
    /// Power of processors, network cards and fans of a node per accelerator; 0 by default, as in published energies of models. Nodes of
    /// eight H100 drew 0.27 to 0.35 kW per accelerator beside its board limit (arXiv 2412.08602, 2506.14551).
    /// </summary>
    public Power HostPower { get; init; }

    /// <summary>Failures and checkpoints; <see langword="null"/>: none, every hour is useful.</summary>
    public FailureSettings? Failures { get; init; }

    /// <summary>Spot machines; <see langword="null"/>: dedicated ones.</summary>
    public SpotMarket? Spot { get; init; }

    /// <summary>Owned hardware as the source of the price; <see langword="null"/>: rented.</summary>
    public OwnedHardware? Owned { get; init; }
}
