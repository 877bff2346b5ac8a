using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>
/// A configuration of litgpt's hub as its file has it: the published table names the file, and a machine that is not always the one it asks
/// for.
/// </summary>
/// <param name="Name">Path within the hub, such as <c>phi-2/full.yaml</c>.</param>
/// <param name="Devices">Accelerators.</param>
/// <param name="GlobalBatch">Sequences of an optimizer step over all of them.</param>
internal sealed record HubConfig(string Name, int Devices, int GlobalBatch)
{
    private static readonly IReadOnlyList<HubConfig> All = EmbeddedData.Read(
        "Validation/Data/litgpt-configs.json",
        facts =>
        {
            _ = facts.Text("source");
            return facts.List("configs", item => new HubConfig(item.Text("name"), item.Integer("devices"), item.Integer("globalBatch")));
        }
    );

    /// <summary>The configuration that a row's notes begin with, or <see langword="null"/> where it runs on one device.</summary>
    public static HubConfig? Of(MeasuredRow row) =>
        All.FirstOrDefault(known => row.Text("notes").StartsWith(known.Name + ";", StringComparison.Ordinal));
}
