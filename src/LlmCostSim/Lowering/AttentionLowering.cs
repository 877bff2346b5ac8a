using System.Runtime.CompilerServices;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>
/// Lowers attention with plain heads (multi-head, grouped-query, multi-query): projections, positions, core, output projection.
/// </summary>
internal static class AttentionLowering
{
    /// <summary>Learned prompts of a layer: the adaption prompt length of LLaMA-Adapter (Zhang et al. 2023).</summary>
    private const int Prompts = 10;

    /// <summary>Self-attention behind a norm that has been written already.</summary>
    public static void WriteSelf(ref OpWriter writer, int window, bool causal)
    {
        var heads = writer.PerTensorRank(writer.Model.Attention.Heads);
        var keyValueHeads = writer.PerTensorRank(writer.Model.Attention.KeyValueHeads);
        AttentionProjections.WriteSelf(ref writer, heads, keyValueHeads);
        WriteQueryKeyNorm(ref writer, heads, keyValueHeads);
        WriteRope(ref writer, heads + keyValueHeads, writer.Model.Attention.HeadDim);
        if (!writer.Options.Training)
        {
            var cached = writer.Tokens * keyValueHeads * (writer.Model.Attention.HeadDim + writer.Model.Attention.ValueDim) * writer.E;
            writer.Elementwise(OpRole.CacheWrite, 2 * cached, 0);
        }

        var shape = ContextParallelLowering.Shape(
            writer,
            heads,
            keyValueHeads,
            writer.Model.Attention.HeadDim,
            writer.Model.Attention.ValueDim,
            window,
            causal
        );
        ContextParallelLowering.WriteBefore(ref writer, heads, keyValueHeads);
        WriteCore(ref writer, shape);
        WritePrompts(ref writer, heads);
        ContextParallelLowering.WriteAfter(ref writer, heads);
        AttentionProjections.WriteOutput(ref writer, heads);
    }

    /// <summary>
    /// Attention to learned prompts beside the core, gated: its ungated result is kept for the gate, the queries are kept already.
    /// </summary>
    private static void WritePrompts(ref OpWriter writer, int heads)
    {
        if (!writer.Options.Training || writer.Options.Adapter.Kind is not (AdapterKind.Prefix or AdapterKind.ScaleAndBias))
        {
            return;
        }

        var bytes = writer.Tokens * heads * writer.Model.Attention.ValueDim * writer.E;
        ref var op = ref writer.Add(OpKind.Elementwise, OpRole.Adapter);
        op.Flags = writer.GradientFlags(trained: true) | OpTraits.Auxiliary;
        op.ForwardBytes = 4 * bytes;
        op.BackwardBytes = 6 * bytes;
        op.SavedBytes = bytes;
        op.OutputBytes = bytes;
        op.Parameters = (Prompts * (double)writer.Model.HiddenSize) + heads;
        op.ModelParameters = (Prompts * (double)writer.Model.HiddenSize) + writer.Model.Attention.Heads;
        op.ParameterClass = ParameterClass.Adapter;
        op.ForwardKernels = 3;
        op.BackwardKernels = 5;
    }

    /// <summary>Attention of the decoder to the encoder's output.</summary>
    public static void WriteCross(ref OpWriter writer)
    {
        var attention = writer.Model.Attention;
        var heads = writer.PerTensorRank(attention.Heads);
        var keyValueHeads = writer.PerTensorRank(attention.KeyValueHeads);
        var hidden = (double)writer.Model.HiddenSize;
        var encoderTokens = writer.Options.MicroBatch * writer.Options.EncoderLength / writer.Options.Context;
        AttentionProjections.Write(
            ref writer,
            OpRole.Query,
            writer.Tokens,
            heads * attention.HeadDim,
            attention.Heads * attention.HeadDim,
            AdapterTargets.Query,
            hidden * writer.ShardTokens * writer.E
        );

        // While generating, keys and values of the encoder's output are in the cache already.
        if (writer.Options.Training || writer.Options.PastLength == 0)
        {
            var width = attention.HeadDim + attention.ValueDim;
            AttentionProjections.Write(
                ref writer,
                OpRole.KeyValue,
                encoderTokens,
                keyValueHeads * width,
                attention.KeyValueHeads * width,
                AdapterTargets.Key | AdapterTargets.Value,
                hidden * encoderTokens * writer.E
            );
        }

        var shape = new AttentionShape(
            writer.Options.MicroBatch,
            writer.Options.SequenceLength / writer.Options.Context,
            writer.Options.EncoderLength - writer.Options.SequenceLength / writer.Options.Context,
            heads,
            keyValueHeads,
            attention.HeadDim,
            attention.ValueDim,
            Causal: false
        );
        WriteCore(ref writer, shape);
        AttentionProjections.WriteOutput(ref writer, heads);
    }

    private static void WriteQueryKeyNorm(ref OpWriter writer, int heads, int keyValueHeads)
    {
        var dim = writer.Model.Attention.HeadDim;
        switch (writer.Model.Attention.QkNorm)
        {
            case QkNormKind.PerHead:
                writer.Norm(OpRole.QkNorm, writer.Tokens * heads, dim, hasBias: false);
                writer.Norm(OpRole.QkNorm, writer.Tokens * keyValueHeads, dim, hasBias: false);
                break;
            case QkNormKind.AllHeads:
                writer.Norm(OpRole.QkNorm, writer.Tokens, writer.Model.Attention.Heads * dim, hasBias: false);
                writer.Norm(OpRole.QkNorm, writer.Tokens, writer.Model.Attention.KeyValueHeads * dim, hasBias: false);
                break;
        }
    }

    /// <summary>
    /// Rotary embedding of queries and keys. Spelt out it rotates halves (read, write), multiplies twice and adds: nine passes in five
    /// kernels for queries and five for keys.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteRope(ref OpWriter writer, double heads, double dim)
    {
        if (writer.Model.Positions != PositionKind.Rope)
        {
            return;
        }

        var bytes = writer.Tokens * heads * dim * writer.E;
        var fused = writer.Fuses(KernelFusion.Rope);
        writer.Elementwise(
            OpRole.Rope,
            (fused ? 2 : 9) * bytes,
            (fused ? 2 : 9) * bytes,
            output: bytes,
            forwardKernels: fused ? 1 : 10,
            backwardKernels: fused ? 1 : 10
        );
    }

    /// <summary>Scores, softmax and context: one fused kernel, or separate ones that store the scores.</summary>
    public static void WriteCore(ref OpWriter writer, in AttentionShape shape)
    {
        if (writer.Options.Attention == AttentionImplementation.Unfused)
        {
            UnfusedAttentionLowering.Write(ref writer, shape);
            return;
        }

        var queries = shape.Batch * shape.QueryLength * shape.Heads;
        var keys = shape.Batch * (shape.QueryLength + (shape.Causal ? 0 : shape.PastLength));
        // Queries, keys, values, output and the log-sum-exp in fp32 (Dao 2023, algorithm 1).
        var saved = (queries * (shape.HeadDim + shape.ValueDim) + KeyValueElements(writer, shape, keys)) * writer.E + 4 * queries;
        if (writer.Options.Context > 1 && writer.Options.ContextKind == ContextParallelKind.AllToAll)
        {
            // The output is kept before and after its exchange.
            saved += queries * shape.ValueDim * writer.E;
        }

        ref var op = ref writer.Add(OpKind.Attention, OpRole.AttentionCore);
        op.Flags = OpTraits.AttentionCore | writer.GradientFlags(trained: false);
        op.Format = writer.Options.Compute;
        op.Attention = shape;
        op.SavedBytes = writer.Options.Training ? saved : 0;
        op.KeptBytes = writer.Options.Training ? saved - 4 * queries : 0;
        op.OutputBytes = queries * shape.ValueDim * writer.E;
        op.ForwardKernels = 1;
        op.BackwardKernels = 3;
    }

    /// <summary>Elements of keys and values that attention keeps, in copies or views as the framework's code makes them.</summary>
    private static double KeyValueElements(in OpWriter writer, in AttentionShape shape, double keys)
    {
        var expanded = writer.Keeps(TensorRetention.ExpandedKeyValues) ? shape.Heads : shape.KeyValueHeads;
        var copiesValues = expanded > shape.KeyValueHeads && shape.KeyValueHeads > 1;
        var values =
            writer.Keeps(TensorRetention.QkvStorage) && writer.Model.Attention.Latent is null && !copiesValues
                ? shape.Heads * shape.HeadDim + shape.KeyValueHeads * (shape.HeadDim + shape.ValueDim)
                : expanded * shape.ValueDim;
        return keys * (expanded * shape.HeadDim + values);
    }
}
