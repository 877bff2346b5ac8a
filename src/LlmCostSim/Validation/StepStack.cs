namespace LlmCostSim.Validation;

/// <summary>
/// The software behind steps of a source, where the column <c>framework</c> does not tell its version family, and whether they are steps at
/// all.
/// </summary>
/// <param name="Stack">Id of the software stack; <see langword="null"/>: the row's own word.</param>
/// <param name="IsProfiled">Whether rows are <see cref="ProfiledSteps"/>.</param>
internal sealed record StepStack(string? Stack, bool IsProfiled)
{
    private static readonly RowFacts<StepStack> Known = new(
        "Validation/Data/step-stacks.json",
        "stacks",
        static facts => new StepStack(facts.OptionalText("stack"), facts.Flag("profiled"))
    );

    /// <summary>What is known of a row's steps.</summary>
    public static StepStack Of(MeasuredRow row) => Known.Of(row);
}
