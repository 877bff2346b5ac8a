using LlmCostSim.Calibration;
using LlmCostSim.Economics;

namespace LlmCostSim.Scenarios;

/// <summary>What is uncertain about money: the price beside the hours.</summary>
internal static class PriceSpread
{
    /// <summary>
    /// Factors between which 80 % of the providers' prices lie, of the kind that the scenario pays; 1 and 1 where its author gives a price
    /// or owns the hardware.
    /// </summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="prices">The price book.</param>
    public static (double Low, double High) Of(Scenario scenario, PriceBook prices) =>
        RunEconomics.TypicalPrice(scenario, prices) is { PerGpuHour.Amount: > 0 } typical
            ? (Math.Min(1, typical.Low.Amount / typical.PerGpuHour.Amount), Math.Max(1, typical.High.Amount / typical.PerGpuHour.Amount))
            : (1, 1);

    /// <summary>Factors on a cost: hours and price are independent, so their logarithms add in squares.</summary>
    /// <param name="price">Factors on the price.</param>
    /// <param name="hours">Factors on the hours.</param>
    public static (double Low, double High) Cost((double Low, double High) price, (double Low, double High) hours) =>
        (
            Math.Exp(-Widening.Sum(Math.Log(price.Low), Math.Log(hours.Low))),
            Math.Exp(Widening.Sum(Math.Log(price.High), Math.Log(hours.High)))
        );
}
