using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes one cluster of the catalogue; facts that are not known are null.</summary>
internal static class ClusterJson
{
    public static void Write(Utf8JsonWriter writer, NamedCluster cluster)
    {
        writer.WriteStartObject();
        writer.WriteString("id", cluster.Id);
        writer.WriteString("accelerator", cluster.Accelerator);
        writer.WriteNumber("perNode", cluster.PerNode);
        JsonText.NumberOrNull(writer, "nodes", cluster.Nodes);
        JsonText.NumberOrNull(writer, "totalAccelerators", cluster.TotalAccelerators);
        writer.WriteString("hostLink", cluster.HostLink);
        writer.WriteString("intraNodeLink", cluster.IntraNodeLink);
        JsonText.NumberOrNull(writer, "intraNodeGBps", cluster.IntraNodeBandwidth?.GBPerSecond);
        writer.WriteString("nodeNetwork", cluster.NodeNetwork);
        JsonText.NumberOrNull(writer, "nodeNetworkGbps", cluster.NodeNetworkBandwidth?.GbitPerSecond);
        JsonText.NumberOrNull(writer, "effectiveNetworkGbps", cluster.EffectiveNetworkBandwidth?.GbitPerSecond);
        JsonText.NumberOrNull(writer, "networkCards", cluster.NetworkCards);
        writer.WriteString("usedFor", cluster.UsedFor);
        writer.WriteString("source", cluster.Source);
        JsonText.Unverified(writer, cluster.Unverified);
        writer.WriteText("notes", cluster.Notes);
        writer.WriteEndObject();
    }
}
