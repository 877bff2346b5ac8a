namespace LlmCostSim.Serving;

/// <summary>
/// The paged cache of one scheduler (Kwon et al. 2023): blocks of a fixed number of tokens. A request that generates takes another block
/// whenever its tokens fill the last one, which in step i is so for all whose tokens at step 0 would have been ≡ −i modulo the block:
/// counters by that phase tell a step's need without looking at requests.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class CacheBlocks(long total, int blockTokens, PrefixStore prefixes)
{
    private readonly int[] phases = new int[blockTokens];
    private int growing;
    private long taken;

    /// <summary>All blocks.</summary>
    public long Total => total;

    /// <summary>Blocks held by requests, and by prefixes that are read.</summary>
    public long Held => taken - prefixes.UnreadBlocks;

    /// <summary>Shared prefixes.</summary>
    public PrefixStore Prefixes => prefixes;

    /// <summary>Blocks that hold <paramref name="tokens"/> tokens.</summary>
    public long For(long tokens) => (tokens + blockTokens - 1) / blockTokens;

    /// <summary>Whether a request of so many tokens has room when it is alone.</summary>
    public bool CanHold(long tokens) => For(tokens) <= total;

    /// <summary>Takes blocks if they, and others that are to stay free, are free.</summary>
    public bool TryTake(long blocks, long beside)
    {
        if (total - Held < blocks + beside)
        {
            return false;
        }

        Take(blocks);
        return true;
    }

    /// <summary>Takes blocks that are known to be free.</summary>
    public void Take(long blocks)
    {
        while (total - taken < blocks && prefixes.Evict())
        {
            taken -= prefixes.Blocks;
        }

        taken += blocks;
    }

    /// <summary>Gives blocks back.</summary>
    public void Give(long blocks) => taken -= blocks;

    /// <summary>
    /// A request that begins at generation step <paramref name="step"/> with <paramref name="tokens"/> tokens in the cache will need blocks
    /// as it grows.
    /// </summary>
    public void Grow(long tokens, long step) => Count(tokens - step, 1);

    /// <summary>A request no longer grows.</summary>
    /// <param name="tokens">As given to <see cref="Grow"/>.</param>
    /// <param name="step">As given to <see cref="Grow"/>.</param>
    public void Stop(long tokens, long step) => Count(tokens - step, -1);

    /// <summary>Blocks that a generation step needs.</summary>
    public int Due(long step) => phases[(int)((blockTokens - (step % blockTokens)) % blockTokens)];

    /// <summary>Takes the blocks of the steps from <paramref name="step"/> on, as many steps as there is room for.</summary>
    /// <param name="step">The first.</param>
    /// <param name="most">Most steps.</param>
    /// <returns>Steps for which there is room.</returns>
    public long StepsWithRoom(long step, long most)
    {
        if (growing == 0)
        {
            return most;
        }

        var free = total - Held;
        var rounds = Math.Min(most / blockTokens, free / growing);
        var steps = rounds * blockTokens;
        for (free -= rounds * growing; steps < most && Due(step + steps) <= free; steps++)
        {
            free -= Due(step + steps);
        }

        return steps;
    }

    /// <summary>Takes the blocks of some steps for which there is room.</summary>
    public void TakeFor(long step, long steps)
    {
        if (growing == 0)
        {
            return;
        }

        var needed = steps / blockTokens * growing;
        for (var i = steps - (steps % blockTokens); i < steps; i++)
        {
            needed += Due(step + i);
        }

        Take(needed);
    }

    private void Count(long phase, int change)
    {
        var place = phase % blockTokens;
        phases[(int)(place < 0 ? place + blockTokens : place)] += change;
        growing += change;
    }
}
