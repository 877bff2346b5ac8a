using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Documents;

/// <summary>One cell of a table: a text for people, and the raw value behind it.</summary>
/// <param name="Text">What people read, with its unit.</param>
/// <param name="Value">The raw value in the unit of the column; <see langword="null"/> where the text is all there is.</param>
internal readonly record struct Cell(string Text, double? Value = null)
{
    /// <summary>What the cell means for its reader.</summary>
    public Tone Tone { get; init; }

    /// <summary>Length of a bar, 0 to 1.</summary>
    public double? Share { get; init; }

    /// <summary>Nothing.</summary>
    public static Cell Empty { get; } = new("");

    public static implicit operator Cell(string text) => new(text);

    /// <summary>An amount of memory; raw in bytes.</summary>
    public static Cell Of(Bytes bytes) => new(Show.Of(bytes), bytes.TotalBytes);

    /// <summary>A time; raw in seconds.</summary>
    public static Cell Of(Duration time) => new(Show.Of(time), time.TotalSeconds);

    /// <summary>An amount of money; raw in its currency.</summary>
    public static Cell Of(Money money) => new(Show.Of(money), money.Amount);

    /// <summary>A share; raw as a fraction.</summary>
    public static Cell Percent(double share) => new(Show.Percent(share), share);

    /// <summary>A whole number.</summary>
    public static Cell Whole(double count) => new(Show.Whole(count), count);

    /// <summary>A number of three or four digits.</summary>
    public static Cell Digits(double value, string unit = "") =>
        new(unit.Length == 0 ? Show.Digits(value) : $"{Show.Digits(value)} {unit}", value);

    /// <summary>A count with a decimal prefix.</summary>
    public static Cell Count(double count) => new(Show.Count(count), count);

    /// <summary>A bar.</summary>
    public static Cell Bar(double share) => new("") { Share = share };

    /// <summary>The cell with a tone.</summary>
    public Cell In(Tone tone) => this with { Tone = tone };
}
