namespace LlmCostSim.Statistics;

/// <summary>
/// Quantiles of any number of values in fixed memory: 256 equal classes to an octave from 2⁻³² to 2³², so that a quantile is off by at most
/// 0.4 % and, spread evenly within its class, mostly far less; values beyond share the class at that end. Mean, least and largest are
/// exact. Adding allocates nothing.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class LogHistogram
{
    // Exponent and eight bits of the mantissa of a double number its classes.
    private const int FinerBits = 44;
    private const long First = (1023 - 32L) << 8;
    private const int Classes = 64 << 8;

    private readonly long[] counts = new long[Classes];
    private CompensatedSum sum;

    /// <summary>Values added.</summary>
    public long Count { get; private set; }

    /// <summary>The least; 0 for none.</summary>
    public double Least { get; private set; }

    /// <summary>The largest; 0 for none.</summary>
    public double Largest { get; private set; }

    /// <summary>Their sum.</summary>
    public double Sum => sum.Total;

    /// <summary>Their mean; 0 for none.</summary>
    public double Mean => Count == 0 ? 0 : sum.Total / Count;

    /// <summary>Adds a value, 0 or more.</summary>
    public void Add(double value)
    {
        Least = Count == 0 ? value : Math.Min(Least, value);
        Largest = Math.Max(Largest, value);
        Count++;
        sum.Add(value);
        counts[Math.Clamp((BitConverter.DoubleToInt64Bits(value) >> FinerBits) - First, 0, Classes - 1)]++;
    }

    /// <summary>The value that a share of all values does not exceed; 0 for none.</summary>
    /// <param name="share">0–1.</param>
    public double Quantile(double share)
    {
        var rank = share * Count;
        double before = 0;
        for (var i = 0; i < Classes; i++)
        {
            if (counts[i] > 0 && before + counts[i] >= rank)
            {
                var low = BitConverter.Int64BitsToDouble((First + i) << FinerBits);
                var high = BitConverter.Int64BitsToDouble((First + i + 1) << FinerBits);
                return Math.Clamp(low + ((rank - before) / counts[i] * (high - low)), Least, Largest);
            }

            before += counts[i];
        }

        return Largest;
    }
}
