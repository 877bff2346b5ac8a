using System.Text.Json;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted constants of memory-bound kernels as the JSON that ships.</summary>
internal static class ElementwiseFitWriter
{
    public static void Write(ElementwiseFitState state, IReadOnlyList<ElementwiseMeasurement> rows, string projectFolder)
    {
        foreach (var chip in state.Chips)
        {
            KernelConstantsJson.Save(projectFolder, chip with { Origin = Origin(state, [.. rows.Where(row => row.Chip == chip.Chip)]) });
        }

        var fitted = state.Library with { Origin = Origin(state, rows) };
        ConstantsJson.Save(
            ProjectFiles.Libraries(projectFolder, "elementwise"),
            json =>
            {
                json.WriteStartArray("libraries");
                foreach (var library in ElementwiseLibraryConstants.All)
                {
                    Library(json, library.Name == fitted.Name ? fitted : library);
                }

                json.WriteEndArray();
            }
        );
    }

    private static void Library(Utf8JsonWriter json, ElementwiseLibraryConstants library)
    {
        json.WriteStartObject();
        json.WriteString("name", library.Name);
        json.WriteString("origin", library.Origin);
        ElementwiseConstantTables.Library.Write(json, library);
        json.WriteEndObject();
    }

    private static string Origin(ElementwiseFitState state, IReadOnlyList<ElementwiseMeasurement> rows) =>
        FitOrigin.OfRows(rows.Count, rows.Select(row => row.Source), ElementwiseFit.Errors(state, rows));
}
