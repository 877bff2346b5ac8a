namespace LlmCostSim.Cli.Output;

/// <summary>Horizontal bars out of block characters.</summary>
internal static class Bar
{
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>A bar of a share of the width.</summary>
    /// <param name="share">0 to 1; more is cut.</param>
    /// <param name="width">Characters of a share of 1.</param>
    public static string Of(double share, int width)
    {
        var eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * width * 8);
        var bar = new string('█', eighths / 8);
        return eighths % 8 == 0 ? bar : bar + Eighths[eighths % 8];
    }

    /// <summary>
    /// Segments of one bar, each in the characters that it deserves: rounded on the running sum, so that the whole is right.
    /// </summary>
    /// <param name="shares">Shares of the width.</param>
    /// <param name="width">Characters of a share of 1.</param>
    public static int[] Segments(ReadOnlySpan<double> shares, int width)
    {
        var lengths = new int[shares.Length];
        double sum = 0;
        var used = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            sum += shares[i];
            lengths[i] = Math.Max(0, Math.Min(width, (int)Math.Round(sum * width)) - used);
            used += lengths[i];
        }

        return lengths;
    }
}
