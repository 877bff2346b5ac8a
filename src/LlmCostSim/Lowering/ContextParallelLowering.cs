using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>What context parallelism does to attention: the shape on one rank, and the exchange before and after the core.</summary>
internal static class ContextParallelLowering
{
    /// <summary>
    /// Shape of self-attention on one rank. Ulysses ranks see the whole sequence with a share of the heads; ring and all-gather ranks a
    /// share of the queries, balanced so that each has the same area of the causal triangle.
    /// </summary>
    public static AttentionShape Shape(in OpWriter writer, int heads, int keyValueHeads, int headDim, int valueDim, int window, bool causal)
    {
        var options = writer.Options;
        var length = options.SequenceLength;
        if (!causal)
        {
            length = writer.Tokens * options.Context / options.MicroBatch;
        }

        if (options.Context == 1)
        {
            return new AttentionShape(
                options.MicroBatch,
                length,
                options.PastLength,
                heads,
                keyValueHeads,
                headDim,
                valueDim,
                window,
                causal
            );
        }

        if (options.ContextKind == ContextParallelKind.AllToAll)
        {
            return new AttentionShape(
                options.MicroBatch,
                length,
                options.PastLength,
                Share(heads, options.Context),
                Share(keyValueHeads, options.Context),
                headDim,
                valueDim,
                window,
                causal
            );
        }

        // q·p + q²/2 with q = s/c equals the rank's share s²/(2c) of the triangle at p = (s − q)/2.
        var queries = length / options.Context;
        var past = causal ? options.PastLength + (length - queries) / 2 : options.PastLength + length - queries;
        return new AttentionShape(options.MicroBatch, queries, past, heads, keyValueHeads, headDim, valueDim, window, causal);
    }

    /// <summary>The exchange before the core: keys and values round the ring or gathered, or everything from sequence to heads.</summary>
    public static void WriteBefore(ref OpWriter writer, int heads, int keyValueHeads)
    {
        var options = writer.Options;
        if (options.Context == 1)
        {
            return;
        }

        var attention = writer.Model.Attention;
        var keyValueBytes = writer.Tokens * keyValueHeads * (attention.HeadDim + attention.ValueDim) * writer.E;
        var queryBytes = writer.Tokens * heads * attention.HeadDim * writer.E;
        switch (options.ContextKind)
        {
            case ContextParallelKind.AllToAll:
                writer.Collective(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    queryBytes + keyValueBytes,
                    CollectiveKind.AllToAll,
                    CollectiveKind.AllToAll
                );
                break;
            case ContextParallelKind.AllGather:
                writer.Collective(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    keyValueBytes * options.Context,
                    CollectiveKind.AllGather,
                    CollectiveKind.ReduceScatter
                );
                break;
            default:
                // c − 1 hops of the local block, keys and values forward; with their gradients backward.
                var hops = keyValueBytes * (options.Context - 1);
                writer.Collective(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    hops,
                    CollectiveKind.SendReceive,
                    CollectiveKind.SendReceive
                );
                writer.Collective(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    hops,
                    null,
                    CollectiveKind.SendReceive,
                    OpTraits.BackwardOnly
                );
                break;
        }
    }

    /// <summary>The exchange after the core: results from heads back to the sequence; none of the other kinds.</summary>
    public static void WriteAfter(ref OpWriter writer, int heads)
    {
        if (writer.Options.Context > 1 && writer.Options.ContextKind == ContextParallelKind.AllToAll)
        {
            var bytes = writer.Tokens * heads * writer.Model.Attention.ValueDim * writer.E;
            writer.Collective(OpRole.ContextExchange, CollectiveScope.Context, bytes, CollectiveKind.AllToAll, CollectiveKind.AllToAll);
        }
    }

    private static int Share(int heads, int ranks) => Math.Max(1, (heads + ranks - 1) / ranks);
}
