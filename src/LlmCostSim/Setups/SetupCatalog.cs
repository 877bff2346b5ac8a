using System.Text.Json;
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

    private static List<DocumentedSetup> Read(string file)
    {
        using var document = EmbeddedData.Parse(file);
        var root = document.RootElement;
        var family = root.GetProperty("family").GetString()!;
        var setups = new List<DocumentedSetup>();
        foreach (var element in root.GetProperty("setups").EnumerateArray())
        {
            var id = element.GetProperty("id").GetString()!;
            setups.Add(
                new DocumentedSetup
                {
                    Id = id,
                    Family = family,
                    Scenario = element.GetProperty("scenario").GetRawText(),
                    Assumed = [.. element.GetProperty("assumed").EnumerateArray().Select(text => text.GetString()!)],
                    Facts =
                    [
                        .. element.GetProperty("facts").EnumerateArray().Select((fact, index) => Fact(fact, $"{file}:{id}.facts[{index}]")),
                    ],
                }
            );
        }

        return setups;
    }

    private static DocumentedFact Fact(JsonElement element, string path)
    {
        var facts = new FactReader(element, path);
        var fact = DocumentedFact.From(facts);
        facts.Complete();
        return fact;
    }
}
