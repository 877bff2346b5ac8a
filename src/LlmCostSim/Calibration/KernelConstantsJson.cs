using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>Kernel constants of a chip as JSON: a file of its own for each kind that ships, or the <c>constants</c> of an accelerator.</summary>
internal static class KernelConstantsJson
{
    /// <summary>The <c>constants</c> of an accelerator's JSON.</summary>
    public static JsonObject Of(KernelConstants constants)
    {
        var json = new JsonObject();
        Add(json, "gemm", constants.Gemm, Write);
        Add(json, "attention", constants.Attention, Write);
        Add(json, "collectives", constants.Collectives, Write);
        Add(json, "elementwise", constants.Elementwise, Write);
        return json;
    }

    /// <summary>Writes a chip's multiplies over the file that ships.</summary>
    public static void Save(string project, GemmConstants constants) =>
        ConstantsJson.Save(ProjectFiles.Kernels(project, constants.Chip, "gemm"), json => Write(json, constants));

    /// <summary>Writes a chip's attention over the file that ships.</summary>
    public static void Save(string project, AttentionConstants constants) =>
        ConstantsJson.Save(ProjectFiles.Kernels(project, constants.Chip, "attention"), json => Write(json, constants));

    /// <summary>Writes a chip's collectives over the file that ships.</summary>
    public static void Save(string project, CollectiveConstants constants) =>
        ConstantsJson.Save(ProjectFiles.Kernels(project, constants.Chip, "collectives"), json => Write(json, constants));

    /// <summary>Writes a chip's memory-bound kernels over the file that ships.</summary>
    public static void Save(string project, ElementwiseConstants constants) =>
        ConstantsJson.Save(ProjectFiles.Kernels(project, constants.Chip, "elementwise"), json => Write(json, constants));

    /// <summary>The members of <c>&lt;chip&gt;.gemm.json</c>.</summary>
    internal static void Write(Utf8JsonWriter json, GemmConstants constants)
    {
        Head(json, constants);
        json.WriteStartObject("constants");
        GemmConstantTables.Hardware.Write(json, constants);
        json.WriteEndObject();
        foreach (var table in GemmConstantTables.Tiles)
        {
            var efficiencies = table.Get(constants);
            json.WriteStartObject(table.Name);
            for (var i = 0; i < GemmTiles.Count; i++)
            {
                ConstantsJson.Number(json, GemmTiles.Name(i), efficiencies[i]);
            }

            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, AttentionConstants constants)
    {
        Head(json, constants);
        AttentionConstantTables.Chip.Write(json, constants);
    }

    private static void Write(Utf8JsonWriter json, CollectiveConstants constants)
    {
        Head(json, constants);
        CollectiveConstantTables.Chip.Write(json, constants);
    }

    private static void Write(Utf8JsonWriter json, ElementwiseConstants constants)
    {
        Head(json, constants);
        ElementwiseConstantTables.Chip.Write(json, constants);
    }

    private static void Head(Utf8JsonWriter json, ChipConstants constants)
    {
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", constants.Origin);
    }

    private static void Add<T>(JsonObject json, string kind, T? constants, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (constants is not null)
        {
            json[kind] = JsonNode.Parse(ConstantsJson.ToText(writer => write(writer, constants)));
        }
    }
}
