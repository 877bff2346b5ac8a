namespace LlmCostSim.Serving;

/// <summary>What a service promises: limits that a share of its requests has to keep. A value.</summary>
public readonly record struct ServiceObjective
{
    /// <summary>No limits.</summary>
    public ServiceObjective() { }

    /// <summary>Most seconds from arrival to first token; infinite by default.</summary>
    public double TimeToFirstToken { get; init; } = double.PositiveInfinity;

    /// <summary>Most seconds per further token, mean over a request; infinite by default.</summary>
    public double TimePerOutputToken { get; init; } = double.PositiveInfinity;

    /// <summary>Most seconds from arrival to last token; infinite by default.</summary>
    public double EndToEnd { get; init; } = double.PositiveInfinity;

    /// <summary>Per cent of requests that have to keep each limit, above 0 to 100; 99 by default.</summary>
    public double Percentile { get; init; } = 99;

    /// <summary>Whether there is a limit.</summary>
    public bool Any => double.IsFinite(TimeToFirstToken) || double.IsFinite(TimePerOutputToken) || double.IsFinite(EndToEnd);

    /// <summary>Whether a request keeps all limits.</summary>
    internal bool IsKept(double first, double next, double total) =>
        first <= TimeToFirstToken && next <= TimePerOutputToken && total <= EndToEnd;
}
