using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted GEMM constants as the JSON that ships, rounded.</summary>
internal static class GemmConstantsWriter
{
    /// <summary>The members of <c>&lt;chip&gt;.gemm.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="constants">The hardware's constants.</param>
    public static void Hardware(Utf8JsonWriter json, GemmConstants constants)
    {
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", constants.Origin);
        json.WriteStartObject("constants");
        GemmConstantTables.Hardware.Write(json, constants);
        json.WriteEndObject();
        foreach (var table in GemmConstantTables.Tiles)
        {
            WriteTiles(json, table.Name, table.Get(constants));
        }
    }

    /// <summary>The members of <c>gemm-libraries.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="libraries">The libraries of all chips.</param>
    public static void Libraries(Utf8JsonWriter json, IEnumerable<GemmLibraryConstants> libraries)
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

    private static void WriteTiles(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            ConstantsJson.Number(json, GemmTiles.Name(i), values[i]);
        }

        json.WriteEndObject();
    }
}
