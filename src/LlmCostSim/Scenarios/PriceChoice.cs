using System.Globalization;
using LlmCostSim.Economics;
using LlmCostSim.Input;

namespace LlmCostSim.Scenarios;

/// <summary>Which prices of the book a scenario pays: <c>priceKind</c> and <c>priceDate</c> of its <c>economics</c>.</summary>
internal static class PriceChoice
{
    private const string Format = "yyyy-MM-dd";

    private static readonly (string Name, PriceKind Kind)[] Kinds =
    [
        ("on-demand", PriceKind.OnDemand),
        ("reserved", PriceKind.Reserved),
        ("spot", PriceKind.Spot),
        ("list", PriceKind.List),
    ];

    /// <summary>The name of a kind in a scenario.</summary>
    public static string NameOf(PriceKind kind) => Array.Find(Kinds, entry => entry.Kind == kind).Name;

    /// <summary>A day as a scenario writes it.</summary>
    public static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads both.</summary>
    /// <param name="input">The <c>economics</c> of a scenario.</param>
    public static (PriceKind? Kind, DateOnly? Date) Read(JsonObjectInput input)
    {
        var kind = input.Member("priceKind")?.AsChoice(Kinds);
        if (input.Member("priceDate") is not { } value || value.AsText() is not { } text)
        {
            return (kind, null);
        }

        if (DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return (kind, day);
        }

        value.Problem($"'{JsonInput.Short(text)}' is not a day such as 2023-08-16");
        return (kind, null);
    }
}
