using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Economics;

/// <summary>One published price of an accelerator.</summary>
public sealed record Price
{
    /// <summary>Who offers it.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the instance, such as <c>p4d.24xlarge</c>; empty where the page gives none.</summary>
    public string Instance { get; init; } = "";

    /// <summary>
    /// Id of the accelerator in the hardware catalogue, or the page's own words where the page leaves open which one it is.
    /// </summary>
    public required string Accelerator { get; init; }

    /// <summary>Accelerators in the instance, 1 (the default) or more.</summary>
    public int Accelerators { get; init; } = 1;

    /// <summary>Money per accelerator and hour.</summary>
    public required Money PerGpuHour { get; init; }

    /// <summary>How it is paid for; on demand by default.</summary>
    public PriceKind Kind { get; init; } = PriceKind.OnDemand;

    /// <summary>Region; empty where not stated.</summary>
    public string Region { get; init; } = "";

    /// <summary>Date as the source states it: a day, a month or a year.</summary>
    public required string Date
    {
        get;
        init => (field, Day) = (value, PartialDate.Middle(value));
    }

    /// <summary>The day, or the middle of the month or year.</summary>
    public DateOnly Day { get; private init; }

    /// <summary>Where the price is from.</summary>
    public required string Source { get; init; }

    /// <summary>What the source does not confirm about the row; empty where it confirms all.</summary>
    public string Unverified { get; init; } = "";

    /// <summary>Caveats.</summary>
    public string Notes { get; init; } = "";

    internal static Price From(FactReader facts, string source) =>
        new()
        {
            Provider = facts.Text("provider"),
            Instance = facts.OptionalText("instance") ?? "",
            Accelerator = facts.Text("gpu"),
            Accelerators = facts.Integer("gpus"),
            PerGpuHour = new Money(facts.Positive("usdPerGpuHour")),
            Kind = facts.Choice<PriceKind>("kind"),
            Region = facts.OptionalText("region") ?? "",
            Date = facts.Text("date"),
            Source = source,
            Unverified = facts.OptionalText("unverified") ?? "",
            Notes = facts.OptionalText("notes") ?? "",
        };
}
