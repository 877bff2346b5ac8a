using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>Which framework trained the models of a published run.</summary>
/// <param name="Contains">Text in the source, notes or model id of such rows.</param>
/// <param name="Stack">Id of the software stack.</param>
internal sealed record RunFramework(string Contains, string Stack)
{
    /// <summary>All that are known; the first that applies is taken.</summary>
    public static IReadOnlyList<RunFramework> All { get; } = EmbeddedData.Read("Validation/Data/frameworks.json", facts =>
    {
        _ = facts.Text("note");
        return facts.List("runs", item =>
        {
            _ = item.Text("origin");
            return new RunFramework(item.Text("contains"), item.Text("stack"));
        });
    });
}
