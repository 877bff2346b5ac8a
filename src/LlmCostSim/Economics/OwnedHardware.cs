using LlmCostSim.Units;

namespace LlmCostSim.Economics;

/// <summary>
/// Accelerators that are bought instead of rented: what one hour of use costs. Building, staff and capital are left out unless they are in
/// <see cref="UpkeepPerYear"/>.
/// </summary>
public sealed record OwnedHardware
{
    /// <summary>Hours of a mean year, 365.25 days.</summary>
    private const double HoursPerYear = 8766;

    /// <summary>Purchase price of one accelerator with its share of node, network and storage, above 0.</summary>
    public required double PurchasePrice { get; init; }

    /// <summary>
    /// Years over which it is written off evenly, above 0; 4 by default (an assumption: hyperscalers write servers off over 4 to 6 years).
    /// </summary>
    public double Years { get; init; } = 4;

    /// <summary>
    /// Share of all hours in which it works, above 0 and up to 1; 0.8 by default (Meta's research cluster: above 80 %, arXiv 2410.21680).
    /// </summary>
    public double Utilization { get; init; } = 0.8;

    /// <summary>Upkeep per year as a share of the purchase price: staff, space, repairs; 0 by default.</summary>
    public double UpkeepPerYear { get; init; }

    /// <summary>Price of a kilowatt-hour, 0 (the default) or more.</summary>
    public double ElectricityPerKwh { get; init; }

    /// <summary>
    /// Cost of one accelerator for one hour of use: (purchase·(1/years + upkeep))/(8766·utilisation) + power·PUE·electricity.
    /// </summary>
    /// <param name="board">Mean power of one accelerator with its share of the node while it works.</param>
    /// <param name="pue">Power usage effectiveness, 1 or more.</param>
    /// <param name="currency">Currency of the prices.</param>
    internal Money PerGpuHour(Power board, double pue, string currency = "USD") =>
        new(
            (PurchasePrice * ((1 / Years) + UpkeepPerYear) / (HoursPerYear * Utilization))
                + (board.TotalWatts / 1000 * pue * ElectricityPerKwh),
            currency
        );
}
