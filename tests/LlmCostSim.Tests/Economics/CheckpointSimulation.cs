using LlmCostSim.Economics;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Economics;

/// <summary>Plays failures of a job by chance, to hold the closed form of <see cref="CheckpointPlan.Goodput"/> against.</summary>
internal static class CheckpointSimulation
{
    /// <summary>
    /// Simulates intervals between checkpoints, each repeated until it and its checkpoint pass without a failure; a restart that fails is
    /// repeated, too.
    /// </summary>
    /// <param name="plan">Failures, checkpoint and restart time; the mean time between failures must be finite.</param>
    /// <param name="interval">Training between two checkpoints, above 0.</param>
    /// <param name="intervals">How many to simulate, 2 or more.</param>
    /// <param name="seed">Seed of the random numbers; equal seeds give equal results.</param>
    /// <returns>Goodput and the standard error of it.</returns>
    public static (double Goodput, double StandardError) Run(in CheckpointPlan plan, Duration interval, int intervals, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervals, 2);
        var random = new Random(seed);
        var mean = plan.MeanTimeBetweenFailures.TotalSeconds;
        var work = (interval + plan.CheckpointTime).TotalSeconds;
        double sum = 0,
            squares = 0;
        for (var i = 0; i < intervals; i++)
        {
            double time = 0,
                failure;
            while ((failure = Exponential(random, mean)) < work)
            {
                time += failure;
                while ((failure = Exponential(random, mean)) < plan.RestartTime.TotalSeconds)
                {
                    time += failure;
                }

                time += plan.RestartTime.TotalSeconds;
            }

            time += work;
            sum += time;
            squares += time * time;
        }

        var average = sum / intervals;
        var error = Math.Sqrt(Math.Max(0, (squares / intervals) - (average * average)) / (intervals - 1));
        var goodput = interval.TotalSeconds / average;
        return (goodput, goodput * error / average);
    }

    private static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());
}
