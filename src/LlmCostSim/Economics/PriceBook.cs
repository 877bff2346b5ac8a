using System.Collections.Concurrent;
using LlmCostSim.Facts;
using LlmCostSim.Statistics;
using LlmCostSim.Units;

namespace LlmCostSim.Economics;

/// <summary>
/// Published prices of accelerators with date and source. Storage, network and taxes are left out. An immutable value: <see cref="With"/>
/// gives a larger one.
/// </summary>
public sealed class PriceBook
{
    /// <summary>Prices this many days from the wanted date count as of that date: half a year to either side.</summary>
    internal const int WindowDays = 183;

    private readonly Lazy<Price[]> prices;

    private readonly Lazy<DateOnly> asOf;

    // Medians are asked for with every estimate and are the same every time.
    private readonly ConcurrentDictionary<(string Accelerator, PriceKind Kind), TypicalPrice?> typical = new();

    private PriceBook(Lazy<Price[]> prices)
    {
        this.prices = prices;
        asOf = new Lazy<DateOnly>(() => prices.Value.Length == 0 ? default : prices.Value.Max(static price => price.Day));
    }

    /// <summary>The prices that ship with the library, read when they are first asked for.</summary>
    public static PriceBook Default { get; } = new(new Lazy<Price[]>(() => EmbeddedData.Read("Economics/Data/prices.json", Read)));

    /// <summary>All prices.</summary>
    public IReadOnlyList<Price> Prices => prices.Value;

    /// <summary>
    /// The day of the newest price: the date for which <see cref="Typical"/> answers by default, so that the answer does not change with
    /// the day on which it is asked.
    /// </summary>
    public DateOnly AsOf => asOf.Value;

    /// <summary>The prices of an accelerator.</summary>
    /// <param name="accelerator">Id in the hardware catalogue.</param>
    /// <param name="kind">Kind of price; all by default.</param>
    /// <param name="from">First day; unlimited by default.</param>
    /// <param name="to">Last day; unlimited by default.</param>
    /// <returns>The prices, in the order of the book.</returns>
    public IEnumerable<Price> Of(string accelerator, PriceKind? kind = null, DateOnly? from = null, DateOnly? to = null) =>
        prices.Value.Where(price =>
            string.Equals(price.Accelerator, accelerator, StringComparison.OrdinalIgnoreCase)
            && (kind is null || price.Kind == kind)
            && (from is null || price.Day >= from)
            && (to is null || price.Day <= to)
        );

    /// <summary>
    /// The typical price of an accelerator at a date. Rule: of its prices of that kind, those within <see cref="WindowDays"/> days of the
    /// date, or as far from it as the nearest price if that is further; the median over providers of each provider's median.
    /// </summary>
    /// <param name="accelerator">Id in the hardware catalogue.</param>
    /// <param name="kind">Kind of price; on demand by default.</param>
    /// <param name="date">The date; by default <see cref="AsOf"/>.</param>
    /// <returns>The price, or <see langword="null"/> if the book has none of that kind: prices are never invented.</returns>
    public TypicalPrice? Typical(string accelerator, PriceKind kind = PriceKind.OnDemand, DateOnly? date = null)
    {
        if (date is { } other && other != AsOf)
        {
            return TypicalAt(accelerator, kind, other);
        }

        if (!typical.TryGetValue((accelerator, kind), out var known))
        {
            known = TypicalAt(accelerator, kind, AsOf);

            // Names that the book does not have are not kept: there is no end of them.
            if (known is not null)
            {
                typical.TryAdd((accelerator, kind), known);
            }
        }

        return known;
    }

    private TypicalPrice? TypicalAt(string accelerator, PriceKind kind, DateOnly day)
    {
        Price[] all = [.. Of(accelerator, kind)];
        if (all.Length == 0)
        {
            return null;
        }

        int window = Math.Max(WindowDays, all.Min(price => Distance(price, day)));
        Price[] near = [.. all.Where(price => Distance(price, day) <= window)];
        double[] perProvider =
        [
            .. near.GroupBy(price => price.Provider, StringComparer.Ordinal)
                .Select(group => ErrorStatistics.Quantile([.. group.Select(price => price.PerGpuHour.Amount).Order()], 0.5))
                .Order(),
        ];
        return new TypicalPrice(
            new Money(ErrorStatistics.Quantile(perProvider, 0.5)),
            kind,
            near,
            new Money(ErrorStatistics.Quantile(perProvider, 0.1)),
            new Money(ErrorStatistics.Quantile(perProvider, 0.9)),
            Describe(kind, near, perProvider.Length)
        );
    }

    /// <summary>
    /// The price that an estimate takes where the user gives none: the typical one on demand, or else the price that reports assumed.
    /// </summary>
    /// <param name="accelerator">Id in the hardware catalogue.</param>
    /// <param name="date">The date; by default <see cref="AsOf"/>.</param>
    /// <returns>The price with its rule in words, or <see langword="null"/> if the book has neither.</returns>
    public TypicalPrice? DefaultFor(string accelerator, DateOnly? date = null) =>
        Typical(accelerator, PriceKind.OnDemand, date) ?? Typical(accelerator, PriceKind.List, date);

    /// <summary>The book with one more price.</summary>
    /// <param name="price">The price, in US dollars.</param>
    /// <returns>The larger book; this one stays as it is.</returns>
    /// <exception cref="ArgumentException">The price is in another currency.</exception>
    public PriceBook With(Price price)
    {
        ArgumentNullException.ThrowIfNull(price);
        return price.PerGpuHour.Currency == "USD"
            ? new PriceBook(new Lazy<Price[]>([.. prices.Value, price]))
            : throw new ArgumentException("the book is in USD", nameof(price));
    }

    private static int Distance(Price price, DateOnly day) => Math.Abs(price.Day.DayNumber - day.DayNumber);

    private static string Describe(PriceKind kind, Price[] near, int providers)
    {
        string name = kind switch
        {
            PriceKind.OnDemand => "on-demand",
            PriceKind.List => "assumed",
            PriceKind.Reserved => "reserved",
            _ => "spot",
        };
        string first = near.MinBy(price => price.Day)!.Date;
        string last = near.MaxBy(price => price.Day)!.Date;
        int unverified = near.Count(price => price.Unverified.Length > 0);
        string dates = first == last ? first : $"{first} to {last}";
        return $"median of {near.Length} {name} price(s) of {providers} provider(s), {dates}"
            + (unverified > 0 ? $", {unverified} of them unverified" : "");
    }

    private static Price[] Read(FactReader facts)
    {
        facts.OptionalText("notes");
        return [.. facts.ListBySource("prices", Price.From)];
    }
}
