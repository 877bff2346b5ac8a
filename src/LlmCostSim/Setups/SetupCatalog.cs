using LlmCostSim.Facts;

namespace LlmCostSim.Setups;

/// <summary>The documented setups that ship with the library.</summary>
public static class SetupCatalog
{
    private const string Folder = "Setups/Data/";

    /// <summary>All setups, families in the order of their files.</summary>
    public static IReadOnlyList<DocumentedSetup> All { get; } = [.. EmbeddedData.NamesUnder(Folder).SelectMany(Read)];

    /// <summary>Setups whose id or family contains one of the names; all where there are none. Case does not matter.</summary>
    /// <param name="names">Parts of ids or families.</param>
    public static IReadOnlyList<DocumentedSetup> Matching(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0
            ? All
            :
            [
                .. All.Where(setup =>
                    names.Any(name =>
                        setup.Id.Contains(name, StringComparison.OrdinalIgnoreCase)
                        || setup.Family.Contains(name, StringComparison.OrdinalIgnoreCase)
                    )
                ),
            ];
    }

    private static IReadOnlyList<DocumentedSetup> Read(string file) =>
        EmbeddedData.Read(
            file,
            static facts =>
            {
                var family = facts.Text("family");
                return facts.List("setups", setup => DocumentedSetup.From(setup, family));
            }
        );
}
