using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>Which framework and cluster trained the models of a published run.</summary>
/// <param name="Contains">Text in the source, notes or model id of such rows.</param>
/// <param name="Stack">Id of the software stack.</param>
/// <param name="Unfused">Whether attention was not fused: code from before FlashAttention (Dao et al., May 2022).</param>
/// <param name="Dropout">Dropout that it trained with.</param>
/// <param name="Cluster">Id of the cluster; empty: not known.</param>
internal sealed record RunFramework(string Contains, string Stack, bool Unfused, double Dropout, string Cluster)
{
    /// <summary>All that are known; the first that applies is taken.</summary>
    public static IReadOnlyList<RunFramework> All { get; } = EmbeddedData.Read("Validation/Data/frameworks.json", facts =>
    {
        _ = facts.Text("note");
        return facts.List("runs", item =>
        {
            _ = item.Text("origin");
            return new RunFramework(item.Text("contains"), item.Text("stack"), item.Flag("unfusedAttention"), item.OptionalNumber("dropout") ?? 0, item.OptionalText("cluster") ?? "");
        });
    });

    /// <summary>What is known of a row's framework, or <see langword="null"/>.</summary>
    public static RunFramework? Of(MeasuredRow row)
    {
        var text = $"{row.Text("source")} {row.Text("notes")} {row.Text("model_id")} {row.Text("model")}";
        return All.FirstOrDefault(known => text.Contains(known.Contains, StringComparison.OrdinalIgnoreCase));
    }
}
