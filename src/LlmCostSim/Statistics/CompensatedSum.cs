namespace LlmCostSim.Statistics;

/// <summary>A sum whose error does not grow with the number of its terms (Neumaier 1974).</summary>
internal struct CompensatedSum
{
    private double sum,
        lost;

    /// <summary>The sum.</summary>
    public readonly double Total => sum + lost;

    /// <summary>Adds a term.</summary>
    public void Add(double term)
    {
        var next = sum + term;
        lost += Math.Abs(sum) >= Math.Abs(term) ? sum - next + term : term - next + sum;
        sum = next;
    }
}
