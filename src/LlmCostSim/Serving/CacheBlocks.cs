using LlmCostSim.Inference;

namespace LlmCostSim.Serving;

/// <summary>
/// The paged cache of one scheduler (Kwon et al. 2023): blocks of a fixed number of tokens, counted in <see cref="CacheUnits"/>. A request
/// that generates takes another block whenever its tokens fill the last one, which in step i is so for all whose tokens at step 0 would have
/// been ≡ −i modulo the block: sums by that phase tell a step's need without looking at requests.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class CacheBlocks(long total, CacheUnits units, PrefixStore prefixes)
{
    private readonly long[] phases = new long[units.BlockTokens];
    private long growing,
        taken;

    /// <summary>All units.</summary>
    public long Total => total;

    /// <summary>Units held by requests, and by prefixes that are read.</summary>
    public long Held => taken - prefixes.UnreadUnits;

    /// <summary>Shared prefixes.</summary>
    public PrefixStore Prefixes => prefixes;

    /// <summary>Units that are a request's own when it holds <paramref name="tokens"/> tokens.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="shares">Whether it reads the shared prefix, whose blocks are the store's.</param>
    public long Own(long tokens, bool shares) => units.For(shares ? tokens - prefixes.Tokens : tokens);

    /// <summary>Whether a request of so many tokens has room when it is alone.</summary>
    public bool CanHold(long tokens) => units.For(tokens) <= total;

    /// <summary>Takes units if they, and a block each for <paramref name="others"/> requests, are free.</summary>
    public bool TryTake(long needed, long others)
    {
        if (total - Held < needed + (others * units.Whole))
        {
            return false;
        }

        Take(needed);
        return true;
    }

    /// <summary>
    /// A request that holds <paramref name="tokens"/> tokens leaves its prefix to others if nobody has yet and there is room: who has left
    /// it holds a window of its own.
    /// </summary>
    /// <returns>Whether it now reads the store's prefix.</returns>
    public bool TryShare(int group, int input, long tokens) =>
        prefixes.CanOffer(group, input)
        && TryTake(prefixes.Units + Own(tokens, shares: true) - Own(tokens, shares: false), 0)
        && prefixes.Offer(group);

    /// <summary>Gives units back.</summary>
    public void Give(long given) => taken -= given;

    /// <summary>A request that holds <paramref name="tokens"/> tokens at generation step <paramref name="step"/> will grow.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="step">The step.</param>
    /// <param name="past">Whether its windows are full.</param>
    public void Grow(long tokens, long step, bool past) => Count(tokens - step, past ? units.Past : units.Whole);

    /// <summary>It no longer grows so.</summary>
    /// <param name="tokens">As given to <see cref="Grow"/>.</param>
    /// <param name="step">As given to <see cref="Grow"/>.</param>
    /// <param name="past">As given to <see cref="Grow"/>.</param>
    public void Stop(long tokens, long step, bool past) => Count(tokens - step, past ? -units.Past : -units.Whole);

    /// <summary>Units that a generation step needs.</summary>
    public long Due(long step) => phases[(int)((units.BlockTokens - (step % units.BlockTokens)) % units.BlockTokens)];

    /// <summary>How many steps from <paramref name="step"/> on there is room for.</summary>
    /// <param name="step">The first.</param>
    /// <param name="most">Most steps.</param>
    public long StepsWithRoom(long step, long most)
    {
        if (growing == 0)
        {
            return most;
        }

        var free = total - Held;
        var rounds = Math.Min(most / units.BlockTokens, free / growing);
        var steps = rounds * units.BlockTokens;
        for (free -= rounds * growing; steps < most && Due(step + steps) <= free; steps++)
        {
            free -= Due(step + steps);
        }

        return steps;
    }

    /// <summary>Takes the units of some steps for which there is room.</summary>
    public void TakeFor(long step, long steps)
    {
        if (growing == 0)
        {
            return;
        }

        var needed = steps / units.BlockTokens * growing;
        for (var i = steps - (steps % units.BlockTokens); i < steps; i++)
        {
            needed += Due(step + i);
        }

        Take(needed);
    }

    // What is known to be free, prefixes that nobody reads among it.
    private void Take(long needed)
    {
        while (total - taken < needed && prefixes.Evict())
        {
            taken -= prefixes.Units;
        }

        taken += needed;
    }

    private void Count(long phase, int change)
    {
        var place = phase % units.BlockTokens;
        phases[(int)(place < 0 ? place + units.BlockTokens : place)] += change;
        growing += change;
    }
}
