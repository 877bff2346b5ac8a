using LlmCostSim.Units;

namespace LlmCostSim.Economics;

/// <summary>How failures and checkpoints of a job meet: what decides which share of the time is useful. A value.</summary>
/// <remarks>Described in docs/economics.md, "Formulas".</remarks>
/// <param name="MeanTimeBetweenFailures">Of the whole job, above 0; an infinite one means no failures.</param>
/// <param name="CheckpointTime">Training stops this long for each checkpoint, 0 or more.</param>
/// <param name="RestartTime">From a failure until training goes on at the last checkpoint, detection included, 0 or more.</param>
internal readonly record struct CheckpointPlan(Duration MeanTimeBetweenFailures, Duration CheckpointTime, Duration RestartTime)
{
    private const int Iterations = 200;

    /// <summary>
    /// The plan of a cluster whose accelerators fail independently: the mean time between failures of the job is that of one accelerator
    /// over their number.
    /// </summary>
    /// <param name="hoursPerAccelerator">Accelerator hours per failure, above 0.</param>
    /// <param name="accelerators">Accelerators of the job, 1 or more.</param>
    /// <param name="checkpoint">Time of one checkpoint.</param>
    /// <param name="restart">Detection and restart.</param>
    public static CheckpointPlan For(GpuHours hoursPerAccelerator, int accelerators, Duration checkpoint, Duration restart)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(accelerators, 1);
        if (!(hoursPerAccelerator.TotalHours > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(hoursPerAccelerator),
                hoursPerAccelerator,
                "The hours per failure must be above 0."
            );
        }

        return new CheckpointPlan(Duration.FromHours(hoursPerAccelerator.TotalHours / accelerators), checkpoint, restart);
    }

    /// <summary>
    /// Useful time over wall-clock time when a checkpoint follows every <paramref name="interval"/> of training: τ /
    /// (M·e^(R/M)·(e^((τ+δ)/M) − 1)), the exact renewal form for exponentially distributed failures, which may also hit checkpoints and
    /// restarts (Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", FGCS 22, 2006).
    /// </summary>
    /// <param name="interval">Training between two checkpoints, above 0.</param>
    /// <returns>Above 0 and up to 1; below the smallest double it is 0.</returns>
    public double Goodput(Duration interval)
    {
        var (tau, m) = (interval.TotalSeconds, MeanTimeBetweenFailures.TotalSeconds);
        var (delta, restart) = (CheckpointTime.TotalSeconds, RestartTime.TotalSeconds);
        return double.IsPositiveInfinity(m) ? tau / (tau + delta) : tau / m * Math.Exp(-restart / m) / ExpMinusOne((tau + delta) / m);
    }

    /// <summary>Young's interval √(2δM) (CACM 17, 1974): the first-order optimum.</summary>
    public Duration Young => Duration.FromSeconds(Math.Sqrt(2 * CheckpointTime.TotalSeconds * MeanTimeBetweenFailures.TotalSeconds));

    /// <summary>Daly's interval √(2δM)·(1 + √(δ/2M)/3 + δ/(18M)) − δ for δ &lt; 2M, otherwise M (Daly 2006, equation 37).</summary>
    public Duration Daly
    {
        get
        {
            var (delta, m) = (CheckpointTime.TotalSeconds, MeanTimeBetweenFailures.TotalSeconds);
            if (delta >= 2 * m)
            {
                return MeanTimeBetweenFailures;
            }

            var ratio = Math.Sqrt(delta / (2 * m));
            return Duration.FromSeconds((Math.Sqrt(2 * delta * m) * (1 + (ratio / 3) + (ratio * ratio / 9))) - delta);
        }
    }

    /// <summary>
    /// The interval with the highest <see cref="Goodput"/>. Setting its derivative to zero gives (1 − x)·e^(x + δ/M) = 1 with x = τ/M,
    /// which falls from above 1 to 0 on (0, 1) and is solved by bisection; the restart time does not matter. Zero for free checkpoints,
    /// infinite without failures.
    /// </summary>
    public Duration Optimum
    {
        get
        {
            var m = MeanTimeBetweenFailures.TotalSeconds;
            if (double.IsPositiveInfinity(m) || CheckpointTime.TotalSeconds <= 0)
            {
                return CheckpointTime.TotalSeconds <= 0 ? Duration.Zero : MeanTimeBetweenFailures;
            }

            var relative = CheckpointTime.TotalSeconds / m;
            var (low, high) = (0.0, 1.0);
            for (var i = 0; i < Iterations && high - low > 1e-16; i++)
            {
                var middle = (low + high) / 2;
                // In logarithms, so that long checkpoints do not overflow.
                if (Math.Log(1 - middle) + middle + relative > 0)
                {
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            return Duration.FromSeconds((low + high) / 2 * m);
        }
    }

    /// <summary>The highest <see cref="Goodput"/> that any interval reaches; e^(−R/M) for free checkpoints, 1 without failures.</summary>
    public double BestGoodput
    {
        get
        {
            var m = MeanTimeBetweenFailures.TotalSeconds;
            return double.IsPositiveInfinity(m) ? 1
                : CheckpointTime.TotalSeconds <= 0 ? Math.Exp(-RestartTime.TotalSeconds / m)
                : Goodput(Optimum);
        }
    }

    // e^x − 1 without cancellation for small x: 2·sinh(x/2)·e^(x/2).
    private static double ExpMinusOne(double x) => 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);
}
