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
            json["gemm"] = Written(stream => GemmConstantsWriter.WriteHardware(stream, gemm));
        }

        if (constants.Attention is { } attention)
        {
            json["attention"] = Written(stream => AttentionConstantsWriter.Write(attention, stream));
        }

        if (constants.Collectives is { } collectives)
        {
            json["collectives"] = Members(writer => CollectiveFitWriter.Constants(writer, collectives, collectives.Origin));
        }

        if (constants.Elementwise is { } elementwise)
        {
            json["elementwise"] = Members(writer => ElementwiseFit.WriteConstants(writer, elementwise, elementwise.Origin));
        }

        return json;
    }

    private static JsonNode? Members(Action<Utf8JsonWriter> write) => Written(stream =>
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });

    private static JsonNode? Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return JsonNode.Parse(stream.ToArray());
    }
}
