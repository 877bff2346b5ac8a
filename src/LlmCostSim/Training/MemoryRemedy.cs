using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>A change of strategy that lowers memory, evaluated.</summary>
/// <param name="Change">What changes, in words, such as <c>full recomputation</c>.</param>
/// <param name="Strategy">The changed strategy.</param>
/// <param name="Needs">Memory per accelerator with it.</param>
/// <param name="Fits">Whether that is enough of a change on its own.</param>
/// <param name="StepTime">Time of an optimizer step with it.</param>
public sealed record MemoryRemedy(string Change, TrainingStrategy Strategy, Bytes Needs, bool Fits, Duration StepTime);
