namespace LlmCostSim.Inference;

/// <summary>
/// Cache of a sequence in whole numbers, as a simulation counts it. A block of tokens takes <see cref="Whole"/> units as long as every layer
/// holds it; once windows are full, layers that have one give a block back for each that they take, so that only the others' part is new.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
/// <param name="BlockTokens">Tokens of a block.</param>
/// <param name="WindowBlocks">Blocks of the window.</param>
/// <param name="Whole">Units of a block up to the window.</param>
/// <param name="Past">Units of a block past it.</param>
internal readonly record struct CacheUnits(int BlockTokens, long WindowBlocks, int Whole, int Past)
{
    // To this part of a block the cache past a window is that of Replica.CacheOf.
    private const int Parts = 4096;

    // More blocks than any cache has.
    private const long NoWindow = long.MaxValue >> 32;

    /// <summary>Whether blocks past the window take less.</summary>
    public bool Windowed => Past < Whole;

    /// <summary>Tokens of the window, in whole blocks.</summary>
    public long WindowTokens => WindowBlocks * BlockTokens;

    public static CacheUnits Of(Replica replica, int blockTokens)
    {
        var window = replica.Window;
        var past = window > 0 ? (replica.CacheOf(2.0 * window) - replica.CacheOf(window)) / replica.CacheOf(window) : 1;
        return past < 1
            ? new CacheUnits(blockTokens, (window + blockTokens - 1) / blockTokens, Parts, (int)Math.Round(Parts * past))
            : new CacheUnits(blockTokens, NoWindow, 1, 1);
    }

    /// <summary>Units of a sequence of <paramref name="tokens"/> tokens.</summary>
    public long For(long tokens)
    {
        var blocks = (tokens + BlockTokens - 1) / BlockTokens;
        return blocks <= WindowBlocks ? blocks * Whole : (WindowBlocks * Whole) + ((blocks - WindowBlocks) * Past);
    }
}
