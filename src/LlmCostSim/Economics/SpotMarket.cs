using LlmCostSim.Units;

namespace LlmCostSim.Economics;

/// <summary>A job on accelerators that the provider may take back.</summary>
/// <remarks>Described in docs/economics.md, "Formulas".</remarks>
public sealed record SpotMarket
{
    /// <summary>Mean time until the provider takes the job's accelerators back, above 0.</summary>
    public required Duration MeanUptime { get; init; }

    /// <summary>
    /// Paid time from getting accelerators again until training goes on: set-up, loading; 10 minutes by default (an assumption: SkyPilot
    /// sets machines up in minutes).
    /// </summary>
    public Duration Recovery { get; init; } = Duration.FromSeconds(600);

    /// <summary>Unpaid wait for accelerators after each preemption; 0 by default.</summary>
    public Duration Wait { get; init; }

    /// <summary>
    /// Warning before the preemption; 0 by default. AWS gives 120 s, GCP and Azure 30 s. A warning as long as a checkpoint saves the work
    /// since the last one.
    /// </summary>
    public Duration Notice { get; init; }

    /// <summary>
    /// Failures and preemptions together: what the interval between checkpoints has to serve. A warning that saves the work leaves failures
    /// alone.
    /// </summary>
    /// <param name="failures">Failures, checkpoint and restart of the job on dedicated accelerators.</param>
    internal CheckpointPlan With(in CheckpointPlan failures) => WarnedInTime(failures) ? failures : Combined(failures);

    /// <summary>Useful over paid time of a job with preemptions on top of failures.</summary>
    /// <param name="failures">Failures, checkpoint and restart of the job on dedicated accelerators.</param>
    /// <param name="interval">Training between two checkpoints, above 0; by default the best.</param>
    /// <returns>Above 0 and up to 1.</returns>
    internal double Goodput(in CheckpointPlan failures, Duration? interval = null)
    {
        var plan = With(failures);
        var useful = interval is { } given ? plan.Goodput(given) : plan.BestGoodput;
        return WarnedInTime(failures) ? useful / (1 + ((failures.CheckpointTime + Recovery) / MeanUptime)) : useful;
    }

    /// <summary>Useful over wall-clock time: the unpaid wait counts, too.</summary>
    /// <param name="failures">Failures, checkpoint and restart of the job on dedicated accelerators.</param>
    /// <param name="interval">As in <see cref="Goodput"/>.</param>
    /// <returns>Above 0 and up to <see cref="Goodput"/>.</returns>
    internal double WallClockGoodput(in CheckpointPlan failures, Duration? interval = null) =>
        Goodput(failures, interval) / (1 + (Wait / MeanUptime));

    private bool WarnedInTime(in CheckpointPlan failures) => Notice >= failures.CheckpointTime && Notice > Duration.Zero;

    /// <summary>
    /// Two independent exponential processes are one whose rate is the sum; the restart time is the mean of both by rate.
    /// </summary>
    private CheckpointPlan Combined(in CheckpointPlan failures)
    {
        var failure = 1 / failures.MeanTimeBetweenFailures.TotalSeconds;
        var preemption = 1 / MeanUptime.TotalSeconds;
        var rate = failure + preemption;
        var restart = ((failure * failures.RestartTime.TotalSeconds) + (preemption * Recovery.TotalSeconds)) / rate;
        return failures with { MeanTimeBetweenFailures = Duration.FromSeconds(1 / rate), RestartTime = Duration.FromSeconds(restart) };
    }
}
