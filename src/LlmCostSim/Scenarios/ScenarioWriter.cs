using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Models;

namespace LlmCostSim.Scenarios;

/// <summary>
/// Writes scenarios in the form that <see cref="ScenarioReader"/> reads: reading what was written gives an equal scenario.
/// </summary>
public static class ScenarioWriter
{
    private static readonly JsonWriterOptions Spread = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One scenario as a JSON document.</summary>
    /// <param name="scenario">The scenario.</param>
    public static string ToText(Scenario scenario)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Spread))
        {
            Write(writer, scenario);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes one scenario as an object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="scenario">The scenario.</param>
    public static void Write(Utf8JsonWriter writer, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(scenario);
        writer.WriteStartObject();
        writer.WriteString("kind", scenario.Kind);
        writer.WriteText("name", scenario.Name);

        WriteModel(writer, scenario.Model);
        WriteCluster(writer, scenario.Cluster);
        if (scenario is TrainingScenario training)
        {
            TrainingScenarioWriter.WriteMembers(writer, training);
        }
        else if (scenario is InferenceScenario inference)
        {
            InferenceScenarioWriter.WriteMembers(writer, inference);
        }
        else if (scenario is ServingScenario serving)
        {
            ServingScenarioWriter.WriteMembers(writer, serving);
        }

        WriteEconomics(writer, scenario.Economics);
        writer.WriteEndObject();
    }

    // By name where the catalogue's model of that name is the very same architecture, written out otherwise.
    internal static void WriteModel(Utf8JsonWriter writer, ModelSpec model)
    {
        if (ModelCatalog.Default.Find(model.Id) is { } entry && entry.Spec == model)
        {
            writer.WriteString("model", model.Id);
            return;
        }

        writer.WriteStartObject("model");
        writer.WriteString("id", model.Id);
        ArchitectureWriter.WriteMembers(writer, model);
        writer.WriteEndObject();
    }

    private static void WriteCluster(Utf8JsonWriter writer, Cluster cluster)
    {
        writer.WriteStartObject("cluster");
        if (cluster.Accelerator.File.Length > 0)
        {
            writer.WriteStartObject("accelerator");
            writer.WriteString("file", cluster.Accelerator.File);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("accelerator", cluster.Accelerator.Id);
        }

        writer.WriteNumber("count", cluster.Count);
        writer.WriteNumber("perNode", cluster.PerNode);
        if (!cluster.NetworkDefaulted)
        {
            writer.WriteNumber("networkGbpsPerNode", cluster.Node.NetworkBandwidth.GbitPerSecond);
            writer.WriteNumber("networkCards", cluster.Node.NetworkCards);
        }

        if (cluster.Node.NetworkEfficiency != Node.DefaultNetworkEfficiency)
        {
            writer.WriteNumber("networkEfficiency", cluster.Node.NetworkEfficiency);
        }

        if (cluster.Node.Link != Link.Of(cluster.Accelerator))
        {
            writer.WriteStartObject("link");
            writer.WriteText("name", cluster.Node.Link.Name);

            writer.WriteString("topology", ScenarioNames.Of(ScenarioNames.Topologies, cluster.Node.Link.Topology));
            writer.WriteNumber("bandwidthGBps", cluster.Node.Link.Bandwidth.GBPerSecond);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteEconomics(Utf8JsonWriter writer, EconomicsSettings economics)
    {
        if (economics == new EconomicsSettings())
        {
            return;
        }

        writer.WriteStartObject("economics");
        writer.WriteKnown("pricePerGpuHour", economics.PricePerGpuHour);
        writer.WriteText("priceKind", economics.PriceKind is { } kind ? PriceChoice.NameOf(kind) : "");
        writer.WriteText("priceDate", economics.PriceDate is { } day ? PriceChoice.Text(day) : "");
        writer.WriteString("currency", economics.Currency);
        writer.WriteKnown("pue", economics.Pue);
        writer.WriteText("region", economics.Region);

        writer.WriteKnown("carbonIntensity", economics.CarbonIntensity);
        writer.WriteKnown("powerUtilization", economics.PowerUtilization);
        writer.WriteKnown("hostWattsPerGpu", economics.HostPower.TotalWatts > 0 ? economics.HostPower.TotalWatts : null);
        FailureWriter.Write(writer, economics);
        writer.WriteEndObject();
    }
}
