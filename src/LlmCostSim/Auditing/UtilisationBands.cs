using LlmCostSim.Facts;

namespace LlmCostSim.Auditing;

/// <summary>The bands that ship with the library.</summary>
internal static class UtilisationBands
{
    private static readonly IReadOnlyList<UtilisationBand> All = EmbeddedData.Read("Auditing/Data/bands.json", Read);

    /// <summary>The band of an accelerator.</summary>
    /// <param name="accelerator">Id in the hardware catalogue.</param>
    /// <returns>Its own band, or the one for all others.</returns>
    public static UtilisationBand Of(string accelerator) =>
        All.FirstOrDefault(band => band.Accelerators.Contains(accelerator, StringComparer.OrdinalIgnoreCase))
        ?? All.First(band => band.Accelerators.Count == 0);

    private static IReadOnlyList<UtilisationBand> Read(FactReader facts)
    {
        facts.OptionalText("notes");
        return facts.List("bands", UtilisationBand.From);
    }
}
