using LlmCostSim.Economics;

namespace LlmCostSim.Auditing;

/// <summary>Cost against hours and published prices.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class MoneyCheck
{
    /// <summary>How far outside the published prices a negotiated one may lie: three times either way.</summary>
    private const double Leeway = 3;

    public static void Run(ClaimFigures figures, PriceBook prices, Findings findings)
    {
        if (figures.Claim is not { Cost: { } cost } claim)
        {
            return;
        }

        if (figures.GpuHours is { } hours)
        {
            Price(claim, cost / hours, prices, findings);
        }
        else if (
            figures is { Flops: { } flops, HighestPeak: { } peak }
            && claim.Economics.Currency == "USD"
            && Cheapest(claim, prices) is { } cheapest
        )
        {
            var floor = flops / peak / 3600 * cheapest;
            var severity =
                cost < floor / Leeway ? FindingSeverity.Impossible
                : cost < floor ? FindingSeverity.Implausible
                : FindingSeverity.Note;
            findings.Add(
                "cost-floor",
                severity,
                cost,
                floor,
                "USD",
                $"at the full peak and {cheapest:0.00} USD per GPU-hour the arithmetic alone costs {Words.Of(floor)} USD, {Words.Of(cost)} USD are stated"
            );
            if (severity > FindingSeverity.Note)
            {
                findings.Change(
                    $"a cost of at least {Words.Of(floor / figures.Band.WholeRunHigh)} USD, at {Words.Percent(figures.Band.WholeRunHigh)} of the peak"
                );
            }
        }
    }

    private static double? Cheapest(Claim claim, PriceBook prices)
    {
        if (claim.Economics.PricePerGpuHour is { } stated)
        {
            return stated;
        }

        var published = Published(claim, prices);
        return published.Count > 0 ? published.Min() : null;
    }

    private static List<double> Published(Claim claim, PriceBook prices) =>
        claim.Accelerator is { } accelerator ? [.. prices.Of(accelerator.Id).Select(static price => price.PerGpuHour.Amount)] : [];

    private static void Price(Claim claim, double price, PriceBook prices, Findings findings)
    {
        findings.Imply("pricePerGpuHour", price);
        var currency = claim.Economics.Currency;
        if (claim.Economics.PricePerGpuHour is { } stated and > 0)
        {
            var agrees = Math.Abs((price / stated) - 1) <= Tolerances.Rounding;
            findings.Add(
                "price",
                agrees ? FindingSeverity.Ok : FindingSeverity.Inconsistent,
                price,
                stated,
                currency + " per GPU-hour",
                $"cost over hours is {price:0.00} {currency} per GPU-hour, {stated:0.00} is stated"
            );
            if (!agrees)
            {
                findings.Change($"a cost of {Words.Of(claim.Cost!.Value / price * stated)} {currency} at the stated price");
            }

            return;
        }

        var published = currency == "USD" ? Published(claim, prices) : [];
        if (published.Count == 0)
        {
            findings.Add(
                "price",
                FindingSeverity.Note,
                price,
                null,
                currency + " per GPU-hour",
                $"cost over hours is {price:0.00} {currency} per GPU-hour; no published price to hold against it"
            );
            return;
        }

        var (low, high) = (published.Min(), published.Max());
        var within = price >= low / Leeway && price <= high * Leeway;
        findings.Add(
            "price",
            within ? FindingSeverity.Ok : FindingSeverity.Implausible,
            price,
            price < low ? low : high,
            "USD per GPU-hour",
            $"cost over hours is {price:0.00} USD per GPU-hour; published prices of {claim.Accelerator!.Id} {(low == high ? Words.Join($"are {low:0.00}") : Words.Join($"run from {low:0.00} to {high:0.00}"))}"
        );
        if (!within)
        {
            findings.Change(
                $"a cost between {Words.Of(claim.Cost!.Value / price * low)} and {Words.Of(claim.Cost.Value / price * high)} USD"
            );
        }
    }
}
