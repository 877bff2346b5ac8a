using LlmCostSim.Inference;

namespace LlmCostSim.Serving;

/// <summary>What one step worked on: enough to time it again on another machine. A value.</summary>
/// <param name="Batch">Sequences that got a token.</param>
/// <param name="Context">Cached tokens of each, in the mean.</param>
/// <param name="Work">Prompts; may be none.</param>
internal readonly record struct StepRecord(int Batch, double Context, PromptWork Work)
{
    /// <summary>Seconds of the step.</summary>
    public double Seconds(StepClock clock) => Work.Tokens > 0 ? clock.Mixed(Batch, Context, Work) : clock.Generate(Batch, Context);
}
