using LlmCostSim.Inference;

namespace LlmCostSim.Serving;

/// <summary>
/// Shared prefixes in the cache of one scheduler. A prefix is there once its first request has been worked on; it stays while requests read
/// it, and after that until its blocks are needed, the one that was used longest ago going first. Only whole blocks are shared (Kwon et al.
/// 2023).
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class PrefixStore
{
    private readonly int[] readers;
    private readonly long[] used;
    private readonly bool[] cached;
    private long uses;
    private int unread;

    /// <param name="prefix">The prefixes.</param>
    /// <param name="units">How the cache is counted.</param>
    public PrefixStore(SharedPrefix prefix, CacheUnits units)
    {
        Tokens = prefix.Tokens / units.BlockTokens * units.BlockTokens;
        Units = units.For(Tokens);
        (readers, used, cached) = (new int[prefix.Groups], new long[prefix.Groups], new bool[prefix.Groups]);
    }

    /// <summary>Units of one prefix.</summary>
    public long Units { get; }

    /// <summary>Tokens of one prefix that can be shared.</summary>
    public int Tokens { get; }

    /// <summary>Units of prefixes that nobody reads: they count as free, since they go when they are needed.</summary>
    public long UnreadUnits => unread * Units;

    /// <summary>
    /// Whether a request with a prompt of <paramref name="input"/> tokens can read the prefix of a group, and leave at least one token to
    /// work on.
    /// </summary>
    public bool CanRead(int group, int input) => Tokens > 0 && cached[group] && input > Tokens;

    /// <summary>A request begins to read a prefix.</summary>
    public void Read(int group)
    {
        if (readers[group]++ == 0)
        {
            unread--;
        }

        used[group] = ++uses;
    }

    /// <summary>A request that read a prefix ends.</summary>
    public void Leave(int group)
    {
        if (--readers[group] == 0)
        {
            unread++;
        }
    }

    /// <summary>Whether a request that has worked on its prompt can leave the prefix to others: nobody has yet.</summary>
    public bool CanOffer(int group, int input) => Tokens > 0 && !cached[group] && input > Tokens;

    /// <summary>It leaves the prefix, and is one of its readers.</summary>
    public bool Offer(int group)
    {
        (cached[group], readers[group], used[group]) = (true, 1, ++uses);
        return true;
    }

    /// <summary>Gives up the prefix that nobody reads and that was used longest ago.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Evict()
    {
        var oldest = -1;
        for (var group = 0; group < cached.Length && unread > 0; group++)
        {
            if (cached[group] && readers[group] == 0 && (oldest < 0 || used[group] < used[oldest]))
            {
                oldest = group;
            }
        }

        if (oldest < 0)
        {
            return false;
        }

        cached[oldest] = false;
        unread--;
        return true;
    }
}
