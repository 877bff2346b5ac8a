using System.Text.Json;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes matrix-multiply libraries as the JSON that ships.</summary>
internal static class GemmLibrariesWriter
{
    /// <summary>The members of <c>gemm-libraries.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="libraries">The libraries of all chips.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<GemmLibraryConstants> libraries)
    {
        json.WriteString(
            "note",
            "Constants of matrix-multiply libraries relative to the hardware's, id = source/class of formats@chip. Written by the fit; not edited by hand."
        );
        json.WriteStartArray("libraries");
        foreach (var library in libraries)
        {
            json.WriteStartObject();
            json.WriteString("id", library.Id);
            json.WriteString("origin", library.Origin);
            GemmConstantTables.Library.Write(json, library);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
