namespace LlmCostSim.Training;

/// <summary>
/// What one stage exchanges with its data-parallel ranks in a step: what nothing hides, and what travels in pieces behind the passes, whose
/// exposed time depends on the rank's chunks. Described in docs/training.md, "Time of a step".
/// </summary>
internal struct DataExchange
{
    /// <summary>Seconds that the passes do not hide, or whose hiding is settled.</summary>
    public double Settled;

    /// <summary>
    /// Seconds of all pieces of the reduction behind the backward pass and of the gathering behind the forward pass, of one micro-batch.
    /// </summary>
    public double Reduce,
        Gather,
        BackwardPass,
        ForwardPass;

    /// <summary>Pieces of an exchange, 1 or more.</summary>
    public double Pieces;

    /// <summary>Reductions in a step, and micro-batches between the ends of two chunks.</summary>
    public int Times,
        Round;

    /// <summary>Part of hidden time by which compute takes longer.</summary>
    public double Slowdown;

    /// <summary>Seconds that it adds to a step.</summary>
    /// <param name="chunks">Model chunks of a rank, 1 or more.</param>
    public readonly double Seconds(int chunks)
    {
        if (Reduce == 0 && Gather == 0)
        {
            return Settled;
        }

        var overlap = new BucketOverlap(chunks, Math.Max(1, Pieces / chunks), Round);
        var (reduce, gather) = (overlap.Exposed(Reduce, BackwardPass), overlap.Exposed(Gather, ForwardPass));
        return Settled + (Times * (reduce + (Slowdown * (Reduce - reduce)))) + gather + (Slowdown * (Gather - gather));
    }
}
