using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>The software stack behind steps of a source, where the column <c>framework</c> does not tell its version family.</summary>
internal static class StepStack
{
    private static readonly IReadOnlyList<(RowPattern Rows, string Stack)> Known = EmbeddedData.Read(
        "Validation/Data/step-stacks.json",
        facts =>
        {
            _ = facts.Text("note");
            return facts.List("stacks", From);
        }
    );

    /// <summary>Id of a row's stack; the row's own word where nothing else is known.</summary>
    public static string Of(MeasuredRow row) => Known.FirstOrDefault(entry => entry.Rows.Takes(row)).Stack ?? row.Text("framework");

    private static (RowPattern Rows, string Stack) From(FactReader facts)
    {
        _ = facts.Text("origin");
        return (RowPattern.From(facts), facts.Text("stack"));
    }
}
