using LlmCostSim.Facts;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Reporting.Pages;

/// <summary>Where facts of a catalogue are from.</summary>
internal static class Origins
{
    public static IEnumerable<Block> Of(IReadOnlyList<FactSource> sources, IReadOnlyList<UnverifiedFact> unverified) =>
        [
            new Heading("Sources"),
            new Bullets([
                .. sources.Select(static s => $"{string.Join(", ", s.Facts)}: {s.Source}"),
                .. unverified.Select(static fact => $"{fact.Fact} is unverified ({fact.Reason}); {fact.Basis}"),
            ]),
        ];
}
