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
    /// <param name="blockTokens">Tokens of a block.</param>
    public PrefixStore(SharedPrefix prefix, int blockTokens)
    {
        Blocks = prefix.Tokens / blockTokens;
        Tokens = Blocks * blockTokens;
        (readers, used, cached) = (new int[prefix.Groups], new long[prefix.Groups], new bool[prefix.Groups]);
    }

    /// <summary>Blocks of one prefix.</summary>
    public int Blocks { get; }

    /// <summary>Tokens of one prefix that can be shared.</summary>
    public int Tokens { get; }

    /// <summary>Blocks of prefixes that nobody reads: they count as free, since they go when they are needed.</summary>
    public long UnreadBlocks => (long)unread * Blocks;

    /// <summary>
    /// Whether a request with a prompt of <paramref name="input"/> tokens can read the prefix of a group, and leave at least one token to
    /// work on.
    /// </summary>
    public bool CanRead(int group, int input) => Blocks > 0 && cached[group] && input > Tokens;

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

    /// <summary>
    /// A request that has worked on its prompt leaves the prefix to others, if nobody has yet; it is then one of its readers.
    /// </summary>
    /// <returns>Whether the request's blocks of the prefix are now the store's.</returns>
    public bool Offer(int group, int input)
    {
        if (Blocks == 0 || cached[group] || input <= Tokens)
        {
            return false;
        }

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
