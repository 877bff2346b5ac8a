namespace LlmCostSim.Training;

/// <summary>
/// Gradients that travel in buckets behind the backward pass that makes them: a bucket leaves when it is full, so the last one has nothing
/// left to hide behind. Gathering weights for the forward pass is the same seen from its end: the first bucket has nothing to hide behind
/// yet.
/// </summary>
/// <remarks>
/// A step's last pass takes C seconds per stage, its transfers c seconds; of n equal buckets the i-th is full after i · C/n and they travel
/// one after the other, so the last arrives at max(C + c/n, C/n + c): what is exposed is max(c/n, c − C(n − 1)/n) (Li et al. 2020, arXiv
/// 2006.15704, section 3.2.3, describe the buckets). Chunks of an interleaved pipeline are done a round of the stages' micro-batches apart:
/// the gradients of all but the last chunk also hide behind those rounds (Megatron-Core's <c>grad_sync_func</c>), each of them in one
/// bucket. Equal to playing the buckets one by one for equal buckets; rounds count their passes of this direction only, which is the least
/// that lies between. Described in docs/training.md, "Time of a step".
/// </remarks>
/// <param name="Chunks">Model chunks of the rank, 1 or more.</param>
/// <param name="Buckets">Buckets of each chunk, 1 or more.</param>
/// <param name="Round">Micro-batches between the ends of two chunks.</param>
internal readonly record struct BucketOverlap(int Chunks, double Buckets, int Round)
{
    /// <summary>Into how many transfers the exchange falls.</summary>
    public double Transfers => Chunks * Buckets;

    /// <summary>Seconds of an exchange that nothing hides.</summary>
    /// <param name="communication">Seconds of all transfers.</param>
    /// <param name="pass">Seconds of one micro-batch's pass through all chunks of the rank.</param>
    public double Exposed(double communication, double pass)
    {
        var (last, compute) = (communication / Chunks, pass / Chunks);
        var ownPass = Math.Max(last / Buckets, last - (compute * (Buckets - 1) / Buckets));
        if (Chunks == 1)
        {
            return ownPass;
        }

        // Of the chunks before it, what is left when the j-th from the end is done grows or falls with j: the nearest or the farthest
        // weighs most.
        var round = Round * compute;
        return Math.Max(ownPass, Math.Max((2 * last) - round, communication - ((Chunks - 1) * round)));
    }
}
