namespace LlmCostSim.Planning;

/// <summary>Turns a step's seconds on a cluster into what a search compares: score, days, money.</summary>
/// <param name="Objective">What is made best.</param>
/// <param name="Gpus">Accelerators of the cluster.</param>
/// <param name="Capacity">Bytes that a process can use on one.</param>
/// <param name="Price">Money per accelerator hour.</param>
/// <param name="RunFactor">Seconds of the run per second of a step; 0 where only a step is asked for.</param>
/// <param name="PaidFactor">Paid seconds per second of a step; 1 where only a step is asked for.</param>
/// <param name="DeadlineSeconds">Longest run.</param>
/// <param name="Budget">Dearest run.</param>
internal readonly record struct PlanGoal(
    PlanObjective Objective,
    int Gpus,
    double Capacity,
    double Price,
    double RunFactor,
    double PaidFactor,
    double DeadlineSeconds,
    double Budget
)
{
    public double Score(double seconds) =>
        Objective switch
        {
            PlanObjective.Time => seconds,
            PlanObjective.Cost => Cost(seconds),
            PlanObjective.Throughput => seconds * Gpus,
            _ => Gpus,
        };

    public double Cost(double seconds) => seconds * PaidFactor * Gpus / 3600 * Price;

    public bool Late(double seconds) => seconds * RunFactor > DeadlineSeconds;

    public bool Dear(double seconds) => RunFactor > 0 && Cost(seconds) > Budget;

    /// <summary>
    /// Whether a step of these seconds, or a longer one, cannot enter a full ranking that ends with <paramref name="last"/>.
    /// </summary>
    public bool Hopeless(double seconds, in PlanCandidate last) =>
        Score(seconds) is var score && (score > last.Score || (score == last.Score && seconds > last.Seconds));
}
