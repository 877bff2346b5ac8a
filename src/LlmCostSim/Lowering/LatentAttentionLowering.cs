using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>
/// Lowers multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1): spelt out over all heads in training and prefill,
/// absorbed into the latent while generating.
/// </summary>
internal static class LatentAttentionLowering
{
    public static void Write(ref OpWriter writer, int window)
    {
        var attention = writer.Model.Attention;
        var latent = attention.Latent!;
        var heads = writer.PerTensorRank(attention.Heads);
        WriteQuery(ref writer, latent, heads);
        WriteLatent(ref writer, latent);
        AttentionLowering.WriteRope(ref writer, heads + 1, latent.RopeDim);
        if (!writer.Options.Training)
        {
            writer.Elementwise(OpRole.CacheWrite, 2 * writer.Tokens * (latent.KeyValueRank + latent.RopeDim) * writer.E, 0);
        }

        if (!writer.Options.Training && writer.Options.PastLength > 0)
        {
            WriteAbsorbed(ref writer, latent, heads);
        }
        else
        {
            WriteExpanded(ref writer, latent, heads, window);
        }

        AttentionProjections.WriteOutput(ref writer, heads);
    }

    private static void WriteQuery(ref OpWriter writer, LatentAttentionSpec latent, int heads)
    {
        var model = writer.Model;
        var hidden = (double)model.HiddenSize;
        var width = latent.NopeDim + latent.RopeDim;
        var hiddenBytes = hidden * writer.ShardTokens * writer.E;
        if (latent.QueryRank == 0)
        {
            Linear(
                ref writer,
                OpRole.Query,
                heads * width,
                hidden,
                model.Attention.Heads * width * hidden,
                hiddenBytes,
                AdapterTargets.Query,
                shardsOutput: true
            );
            return;
        }

        Linear(
            ref writer,
            OpRole.Query,
            latent.QueryRank,
            hidden,
            latent.QueryRank * hidden,
            hiddenBytes,
            AdapterTargets.Query,
            shardsOutput: false
        );
        writer.Norm(OpRole.QkNorm, writer.Tokens, latent.QueryRank, hasBias: false);
        Linear(
            ref writer,
            OpRole.Query,
            heads * width,
            latent.QueryRank,
            (double)model.Attention.Heads * width * latent.QueryRank,
            writer.Tokens * latent.QueryRank * writer.E,
            AdapterTargets.Query,
            shardsOutput: true
        );
    }

    private static void WriteLatent(ref OpWriter writer, LatentAttentionSpec latent)
    {
        var hidden = (double)writer.Model.HiddenSize;
        var width = latent.KeyValueRank + latent.RopeDim;
        Linear(ref writer, OpRole.KeyValue, width, hidden, width * hidden, 0, AdapterTargets.Key, shardsOutput: false);
        writer.Norm(OpRole.QkNorm, writer.Tokens, latent.KeyValueRank, hasBias: false);
    }

    /// <summary>Keys and values of every head are computed from the latent.</summary>
    private static void WriteExpanded(ref OpWriter writer, LatentAttentionSpec latent, int heads, int window)
    {
        var width = latent.NopeDim + latent.ValueDim;
        Linear(
            ref writer,
            OpRole.KeyValue,
            heads * width,
            latent.KeyValueRank,
            (double)writer.Model.Attention.Heads * width * latent.KeyValueRank,
            writer.Tokens * latent.KeyValueRank * writer.E,
            AdapterTargets.Value,
            shardsOutput: true
        );
        var qkDim = latent.NopeDim + latent.RopeDim;

        // Rotary and latent parts are copied side by side into queries and keys.
        var copied = writer.Tokens * heads * qkDim * writer.E;
        writer.Elementwise(OpRole.Rope, 4 * copied, 4 * copied, output: copied);
        var shape = ContextParallelLowering.Shape(writer, heads, heads, qkDim, latent.ValueDim, window, causal: true);
        ContextParallelLowering.WriteBefore(ref writer, heads, heads);
        AttentionLowering.WriteCore(ref writer, shape);
        ContextParallelLowering.WriteAfter(ref writer, heads);
    }

    /// <summary>The up-projections move into query and output; attention reads the cached latent once for all heads.</summary>
    private static void WriteAbsorbed(ref OpWriter writer, LatentAttentionSpec latent, int heads)
    {
        var rank = latent.KeyValueRank;
        PerHead(ref writer, heads, latent.NopeDim, rank, writer.Model.Attention.Heads);
        ref var op = ref writer.Add(OpKind.Attention, OpRole.AttentionCore);
        op.Flags = OpTraits.AttentionCore;
        op.Format = writer.Options.Compute;
        op.Attention = new AttentionShape(
            writer.Options.MicroBatch,
            writer.Options.SequenceLength,
            writer.Options.PastLength,
            heads,
            1,
            rank + latent.RopeDim,
            rank,
            Causal: true,
            LatentDim: rank + latent.RopeDim
        );
        op.OutputBytes = writer.Tokens * heads * rank * writer.E;
        op.ForwardKernels = 1;
        PerHead(ref writer, heads, rank, latent.ValueDim, writer.Model.Attention.Heads);
    }

    private static void PerHead(ref OpWriter writer, int heads, double input, double output, int modelHeads)
    {
        ref var op = ref writer.Add(OpKind.Gemm, OpRole.KeyValue);
        op.Format = writer.Options.Compute;
        op.M = writer.Tokens;
        op.N = output;
        op.K = input;
        op.Count = heads;
        op.Parameters = heads * input * output;
        op.ModelParameters = modelHeads * input * output;
        op.OutputBytes = writer.Tokens * heads * output * writer.E;
        op.ForwardKernels = 1;
    }

    private static void Linear(
        ref OpWriter writer,
        OpRole role,
        double output,
        double input,
        double modelParameters,
        double saved,
        AdapterTargets target,
        bool shardsOutput
    )
    {
        var adapted = writer.Adapts(target);
        LinearLowering.Write(
            ref writer,
            new LinearShape
            {
                Role = role,
                Tokens = writer.Tokens,
                Output = output,
                Input = input,
                ModelParameters = modelParameters,
                SavedInput = saved,
                AdaptedParts = adapted ? 1 : 0,
                AdaptedOutput = output,
                OutputShards = shardsOutput ? writer.Options.Tensor : 1,
            }
        );
    }
}
