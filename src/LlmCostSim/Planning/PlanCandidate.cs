using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>
/// A plan while it is searched for: smaller <see cref="Score"/> is better, then smaller <see cref="Seconds"/>, then the earlier one.
/// </summary>
internal struct PlanCandidate
{
    public double Score,
        Seconds,
        Bytes;
    public long Order;
    public int Task;
    public TrainingStrategy Strategy;

    public readonly bool Before(in PlanCandidate other) =>
        Score < other.Score || (Score == other.Score && (Seconds < other.Seconds || (Seconds == other.Seconds && Order < other.Order)));
}
