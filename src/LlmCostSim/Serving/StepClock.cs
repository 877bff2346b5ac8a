using LlmCostSim.Inference;

namespace LlmCostSim.Serving;

/// <summary>
/// Seconds of the steps of a replica, from its lowered operations; what was asked for before is remembered, in fixed memory. Evaluating
/// allocates nothing. Not to be shared between threads.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class StepClock
{
    private const int KnotBits = 14,
        Knots = 1 << KnotBits,
        Pieces = 1 << 12;

    private readonly Replica replica;
    private readonly long[] knotKeys = new long[Knots];
    private readonly double[] knotSeconds = new double[Knots];
    private readonly (int Batch, PromptWork Work, double Seconds)[] pieces = new (int, PromptWork, double)[Pieces];

    public StepClock(Replica replica)
    {
        this.replica = replica;
        Array.Fill(knotKeys, -1);
    }

    /// <summary>Seconds of a step that gives <paramref name="batch"/> sequences a token.</summary>
    /// <param name="batch">Sequences, 1 or more.</param>
    /// <param name="context">Cached tokens of each, in the mean.</param>
    public double Generate(int batch, double context)
    {
        var index = ContextGrid.Index(context);
        var (low, share) = (Knot(batch, index), ContextGrid.Share(context, index));
        return share > 0 ? low + (share * (Knot(batch, index + 1) - low)) : low;
    }

    /// <summary>
    /// Seconds of several such steps, each of which makes all contexts one token longer: <see cref="Replica.GenerateAll"/>.
    /// </summary>
    public double Generate(int batch, double context, long steps)
    {
        if (steps == 1)
        {
            return Generate(batch, context);
        }

        double sum = 0;
        var index = ContextGrid.Index(context);
        for (double left = steps; left > 0; index++)
        {
            var inCell = Math.Min(left, ContextGrid.StepsInCell(context, index));
            sum += InCell(batch, context, index, inCell);
            (left, context) = (left - inCell, context + inCell);
        }

        return sum;
    }

    /// <summary>
    /// How many steps, 1 to <paramref name="most"/>, have ended when <paramref name="elapsed"/> seconds have passed, the running one
    /// included.
    /// </summary>
    public long StepsUntil(int batch, double context, double elapsed, long most)
    {
        double sum = 0,
            done = 0;
        var index = ContextGrid.Index(context);
        while (true)
        {
            var inCell = Math.Min(most - done, ContextGrid.StepsInCell(context, index));
            var seconds = InCell(batch, context, index, inCell);
            if (sum + seconds >= elapsed || done + inCell >= most)
            {
                return (long)done + Within(batch, context, index, inCell, elapsed - sum);
            }

            (sum, done, context, index) = (sum + seconds, done + inCell, context + inCell, index + 1);
        }
    }

    /// <summary>Seconds of a step that works on prompts and gives <paramref name="batch"/> sequences a token.</summary>
    /// <param name="batch">Sequences that generate; may be none.</param>
    /// <param name="context">Cached tokens of each, in the mean.</param>
    /// <param name="work">Prompts, at least one token.</param>
    public double Mixed(int batch, double context, in PromptWork work)
    {
        ref var known = ref pieces[Place(batch, work)];
        if (known.Batch != batch || !known.Work.Equals(work))
        {
            known = (batch, work, batch == 0 ? replica.Prompt(work) : replica.Joining(batch, work));
        }

        return batch == 0 ? known.Seconds : Generate(batch, context) + known.Seconds;
    }

    /// <summary>Seconds until the cache of a request has moved to another replica.</summary>
    public double HandOver(int tokens) => replica.HandOver(tokens);

    private double InCell(int batch, double context, long index, double steps)
    {
        var low = Knot(batch, index);
        return steps * (low + (ContextGrid.Share(context + ((steps - 1) / 2), index) * (Knot(batch, index + 1) - low)));
    }

    // Times within a cell grow evenly, so a bisection over the closed form finds the step.
    private long Within(int batch, double context, long index, double steps, double elapsed)
    {
        long low = 0,
            high = (long)steps;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = InCell(batch, context, index, middle) >= elapsed ? (low, middle) : (middle, high);
        }

        return high;
    }

    private double Knot(int batch, long index)
    {
        var key = ((long)batch << KnotBits) | index;
        var place = (int)((ulong)(key * -7046029254386353131L) >> (64 - KnotBits));
        if (knotKeys[place] != key)
        {
            (knotKeys[place], knotSeconds[place]) = (key, replica.GenerateAt(batch, index));
        }

        return knotSeconds[place];
    }

    private static int Place(int batch, in PromptWork work)
    {
        var mixed = (batch * 0x9E3779B1L) + ((long)work.Tokens * 0x85EBCA77L) + ((long)work.Past * 0xC2B2AE3DL) + (long)work.Sequences;
        return (int)((ulong)(mixed * -7046029254386353131L) >> 52);
    }
}
