using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Lowering;

/// <summary>
/// Lowers what comes before the first layer: token look-up, learned positions, embedding norm and dropout. Also owns T5's bias tables.
/// </summary>
internal static class EmbeddingLowering
{
    public static void Write(ref OpWriter writer)
    {
        var model = writer.Model;
        var hidden = (double)model.HiddenSize;
        var bytes = writer.Tokens * hidden * writer.E;
        ref var table = ref AddTable(
            ref writer,
            OpRole.Embedding,
            writer.PerTensorRank(model.Vocabulary) * hidden,
            model.Vocabulary * hidden,
            2 * bytes,
            4 * bytes
        );

        // Token ids, 8 bytes each.
        table.SavedBytes = writer.TrainsBase ? 8 * writer.Tokens : 0;
        if (writer.Options.Tensor > 1)
        {
            // Each rank looks up its slice of the vocabulary; the sums complete the vectors.
            writer.Collective(
                OpRole.TensorExchange,
                CollectiveScope.Tensor,
                bytes,
                writer.Options.SequenceParallel ? CollectiveKind.ReduceScatter : CollectiveKind.AllReduce,
                writer.Options.SequenceParallel ? CollectiveKind.AllGather : null
            );
        }

        WritePositions(ref writer);
        if (model.EmbeddingNorm)
        {
            writer.Norm(OpRole.EmbeddingNorm, writer.ShardTokens, hidden, writer.NormHasBias);
        }

        if (writer.Options.Dropout)
        {
            var elements = writer.ShardTokens * hidden;
            writer.Elementwise(OpRole.Dropout, elements * (2 * writer.E + 1), elements * (2 * writer.E + 1), elements, elements * writer.E);
        }
    }

    private static void WritePositions(ref OpWriter writer)
    {
        var model = writer.Model;
        var bytes = writer.ShardTokens * model.HiddenSize * writer.E;
        switch (model.Positions)
        {
            case PositionKind.Learned:
                var table = (double)model.PositionRows * model.HiddenSize;
                AddTable(ref writer, OpRole.Positions, table, table, 3 * bytes, 2 * bytes);
                break;
            case PositionKind.T5Bias:
                // One table of buckets by heads per stack.
                var stacks = model.EncoderLayers > 0 ? 2 : 1;
                var rows = (double)model.PositionRows * stacks;
                AddTable(
                    ref writer,
                    OpRole.Positions,
                    rows * writer.PerTensorRank(model.Attention.Heads),
                    rows * model.Attention.Heads,
                    0,
                    0
                );
                break;
        }
    }

    private static ref OpSpec AddTable(ref OpWriter writer, OpRole role, double onRank, double ofModel, double forward, double backward)
    {
        ref var op = ref writer.Add(OpKind.Elementwise, role);
        op.Flags = writer.TrainsBase ? OpTraits.WeightGradient | OpTraits.Trained : OpTraits.None;
        op.ForwardBytes = forward;
        op.BackwardBytes = writer.TrainsBase ? backward : 0;
        op.OutputBytes = forward / 2;
        op.Parameters = onRank;
        op.ModelParameters = ofModel;
        op.ParameterClass = ParameterClass.Embedding;
        op.ForwardKernels = forward > 0 ? 1 : 0;
        op.BackwardKernels = backward > 0 && writer.TrainsBase ? 2 : 0;
        return ref op;
    }
}
