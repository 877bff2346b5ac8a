namespace LlmCostSim.Planning;

/// <summary>The answer of a capacity search. Immutable.</summary>
/// <param name="Candidates">One per layout, those that keep the promise first, the best first.</param>
/// <param name="Simulations">Runs that were simulated.</param>
/// <param name="ElapsedSeconds">Wall-clock seconds.</param>
public sealed record CapacityResult(IReadOnlyList<CapacityCandidate> Candidates, int Simulations, double ElapsedSeconds)
{
    /// <summary>The best; <see langword="null"/>: no layout keeps the promise.</summary>
    public CapacityCandidate? Best => Candidates.Count > 0 && Candidates[0].Meets ? Candidates[0] : null;
}
