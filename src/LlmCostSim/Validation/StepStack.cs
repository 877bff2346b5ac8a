namespace LlmCostSim.Validation;

/// <summary>The software stack behind steps of a source, where the column <c>framework</c> does not tell its version family.</summary>
internal static class StepStack
{
    private static readonly RowFacts<string?> Known = new(
        "Validation/Data/step-stacks.json",
        "stacks",
        static facts => facts.OptionalText("stack")
    );

    /// <summary>Id of a row's stack; the row's own word where nothing else is known.</summary>
    public static string Of(MeasuredRow row) => Known.Of(row) ?? row.Text("framework");
}
