using LlmCostSim.Units;

namespace LlmCostSim.Economics;

/// <summary>The price that an estimate takes where the user gives none, and how it came about.</summary>
/// <param name="PerGpuHour">Money per accelerator and hour.</param>
/// <param name="Kind">Kind of the prices it stands for.</param>
/// <param name="Prices">The published prices that it is the median of.</param>
/// <param name="Low">The 10 % quantile of the providers' prices, between order statistics.</param>
/// <param name="High">Their 90 % quantile.</param>
/// <param name="Rule">The rule in words, with the number of prices and providers and their dates, for the assumptions of a report.</param>
public sealed record TypicalPrice(Money PerGpuHour, PriceKind Kind, IReadOnlyList<Price> Prices, Money Low, Money High, string Rule);
