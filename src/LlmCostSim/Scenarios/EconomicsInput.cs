using LlmCostSim.Input;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Reads the <c>economics</c> of a scenario.</summary>
internal static class EconomicsInput
{
    /// <summary>Reads and closes the object; an absent one leaves everything open.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="reader">Catalogue of places.</param>
    public static EconomicsSettings Read(JsonObjectInput root, ScenarioReader reader)
    {
        if (root.Object("economics") is not { } input)
        {
            return new EconomicsSettings();
        }

        var currency = input.Text("currency");
        var isCode = currency is null || (currency.Length == 3 && currency.All(char.IsAsciiLetterUpper));
        if (!isCode)
        {
            input.Member("currency")!.Problem($"'{JsonInput.Short(currency!)}' is not an ISO 4217 code such as USD");
        }

        var region = input.Text("region") ?? "";
        if (region.Length > 0 && reader.Grid.Find(region) is null)
        {
            input.Member("region")!.Problem($"unknown region '{JsonInput.Short(region)}'{NearestName.Hint(reader.Grid.Suggest(region))}");
        }

        var (kind, day) = PriceChoice.Read(input);
        var settings = new EconomicsSettings
        {
            PricePerGpuHour = input.Number("pricePerGpuHour", 0, 1e9),
            PriceKind = kind,
            PriceDate = day,
            Currency = currency ?? "USD",
            Pue = input.Number("pue", 1, 100),
            Region = region,
            CarbonIntensity = input.Number("carbonIntensity", 0, 100),
            PowerUtilization = input.Quantity("powerUtilization", QuantityKind.Fraction, 1, 0, 1),
            HostPower = Power.FromWatts(input.Quantity("hostWattsPerGpu", QuantityKind.Power, 1, 0, 1e6) ?? 0),
            Failures = FailureInput.Read(input),
            Spot = FailureInput.ReadSpot(input),
            Owned = FailureInput.ReadOwned(input),
        };
        if (isCode && currency is not (null or "USD") && settings is { PricePerGpuHour: null, Owned: null })
        {
            input.Value.Problem($"prices of the price book are in USD; give pricePerGpuHour in {JsonInput.Short(currency)}");
        }

        CheckPrice(input, settings);
        input.Close();
        return settings;
    }

    // One price, from one place.
    private static void CheckPrice(JsonObjectInput input, EconomicsSettings settings)
    {
        if (settings is { PricePerGpuHour: not null, Owned: not null })
        {
            input.Value.Problem("give either pricePerGpuHour or owned, not both");
        }

        if (
            (settings.PriceKind is not null || settings.PriceDate is not null)
            && (settings.PricePerGpuHour is not null || settings.Owned is not null)
        )
        {
            input.Value.Problem(
                "priceKind and priceDate choose among the book's prices: they go neither with pricePerGpuHour nor with owned"
            );
        }
    }
}
