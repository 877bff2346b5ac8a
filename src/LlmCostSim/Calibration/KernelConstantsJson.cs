using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>Kernel constants of one accelerator as the <c>constants</c> of its JSON file.</summary>
internal static class KernelConstantsJson
{
    public static JsonObject Of(KernelConstants constants)
    {
        var json = new JsonObject();
        if (constants.Gemm is { } gemm)
        {
            json["gemm"] = Members(writer => GemmConstantsWriter.Hardware(writer, gemm));
        }

        if (constants.Attention is { } attention)
        {
            json["attention"] = Members(writer => AttentionConstantsWriter.Hardware(writer, attention));
        }

        if (constants.Collectives is { } collectives)
        {
            json["collectives"] = Members(writer => CollectiveFitWriter.Constants(writer, collectives, collectives.Origin));
        }

        if (constants.Elementwise is { } elementwise)
        {
            json["elementwise"] = Members(writer => ElementwiseFitWriter.Constants(writer, elementwise, elementwise.Origin));
        }

        return json;
    }

    private static JsonNode? Members(Action<Utf8JsonWriter> write) => JsonNode.Parse(ConstantsJson.ToText(write));
}
