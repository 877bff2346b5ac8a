namespace LlmCostSim.Serving;

/// <summary>When requests come. A value.</summary>
public readonly record struct Arrivals
{
    private Arrivals(ArrivalProcess process, double rate, int concurrency, double ramp = 0) =>
        (Process, Rate, Concurrency, RampSeconds) = (process, rate, concurrency, ramp);

    /// <summary>How they come.</summary>
    public ArrivalProcess Process { get; }

    /// <summary>Requests per second over all replicas; 0 for a closed loop. For a trace: the factor on its own rate.</summary>
    public double Rate { get; }

    /// <summary>Clients of a closed loop; 0 otherwise.</summary>
    public int Concurrency { get; }

    /// <summary>Seconds over which the clients of a closed loop begin, evenly; 0: all at time 0.</summary>
    public double RampSeconds { get; }

    /// <summary>A Poisson process.</summary>
    /// <param name="rate">Requests per second, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above 0 or not finite.</exception>
    public static Arrivals Poisson(double rate) => new(ArrivalProcess.Poisson, Positive(rate), 0);

    /// <summary>Equal distances.</summary>
    /// <param name="rate">Requests per second, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above 0 or not finite.</exception>
    public static Arrivals Constant(double rate) => new(ArrivalProcess.Constant, Positive(rate), 0);

    /// <summary>
    /// A closed loop. Clients that begin together and ask for answers of one length stay together, and wait for each other's prompts again
    /// and again.
    /// </summary>
    /// <param name="concurrency">Clients, 1 or more.</param>
    /// <param name="rampSeconds">Seconds over which they begin, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no client, or the seconds are negative or not finite.</exception>
    public static Arrivals Closed(int concurrency, double rampSeconds = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        if (!(rampSeconds >= 0) || !double.IsFinite(rampSeconds))
        {
            throw new ArgumentOutOfRangeException(nameof(rampSeconds), rampSeconds, "has to be 0 or more and finite");
        }

        return new(ArrivalProcess.Closed, 0, concurrency, rampSeconds);
    }

    /// <summary>The times of a trace.</summary>
    /// <param name="speedup">How much faster than recorded they come, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 0 or not finite.</exception>
    public static Arrivals Trace(double speedup = 1) => new(ArrivalProcess.Trace, Positive(speedup), 0);

    private static double Positive(double rate)
    {
        if (!(rate > 0) || !double.IsFinite(rate))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "has to be above 0 and finite");
        }

        return rate;
    }
}
