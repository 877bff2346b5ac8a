using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>What is known of a family of matrix-multiply libraries before a fit: which constants its rows cannot tell or a source states.</summary>
/// <param name="Source">Source of the rows; empty: any.</param>
/// <param name="Formats">Classes of number formats; empty: any.</param>
/// <param name="Chip">Chip; empty: any.</param>
/// <param name="Held">Constants that no fit turns; <see langword="null"/>: none of the library's own.</param>
internal sealed record GemmLibraryFamily(
    string Source,
    IReadOnlyList<string> Formats,
    string Chip,
    IReadOnlyDictionary<string, double?> Held
)
{
    /// <summary>Whether a library is of the family.</summary>
    /// <param name="id">Id of the library, as <see cref="GemmRow.LibraryId"/>.</param>
    public bool Has(string id) =>
        (Source.Length == 0 || id.StartsWith(Source + "/", StringComparison.Ordinal))
        && (Formats.Count == 0 || Formats.Any(format => id.Contains($"/{format}@", StringComparison.Ordinal)))
        && (Chip.Length == 0 || id.EndsWith("@" + Chip, StringComparison.Ordinal));

    /// <summary>A library with the constants that are held.</summary>
    public GemmLibraryConstants Holding(GemmLibraryConstants library) =>
        Held.Aggregate(
            library,
            (held, constant) => constant.Value is { } value ? GemmConstantTables.Library[constant.Key].With(held, value) : held
        );

    internal static GemmLibraryFamily From(FactReader facts)
    {
        _ = facts.Text("reason");
        var held = facts.Object("held");
        var values = held.Members.ToDictionary(
            name => held.OneOf(name, name, GemmConstantTables.Library.Names),
            held.OptionalNumber,
            StringComparer.Ordinal
        );
        held.Complete();
        return new(facts.OptionalText("source") ?? "", facts.Texts("formats"), facts.OptionalText("chip") ?? "", values);
    }
}
