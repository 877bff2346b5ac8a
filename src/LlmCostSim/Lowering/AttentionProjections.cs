using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>Lowers the projections around attention with plain heads: of queries, keys and values, and of the output.</summary>
internal static class AttentionProjections
{
    /// <summary>Queries, keys and values of self-attention: one multiply where the kernels fuse them, else three.</summary>
    public static void WriteSelf(ref OpWriter writer, int heads, int keyValueHeads)
    {
        var attention = writer.Model.Attention;
        var hidden = (double)writer.Model.HiddenSize;
        var saved = hidden * writer.ShardTokens * writer.E;
        if (writer.Fuses(KernelFusion.Projections))
        {
            var rank = heads * attention.HeadDim + keyValueHeads * (attention.HeadDim + attention.ValueDim);
            var model = attention.Heads * attention.HeadDim + attention.KeyValueHeads * (attention.HeadDim + attention.ValueDim);
            Write(
                ref writer,
                OpRole.Qkv,
                writer.Tokens,
                rank,
                model,
                AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value,
                saved
            );
            return;
        }

        Write(
            ref writer,
            OpRole.Query,
            writer.Tokens,
            heads * attention.HeadDim,
            attention.Heads * attention.HeadDim,
            AdapterTargets.Query,
            saved
        );
        // The three projections share their input, which is kept once: by the first that needs it.
        var rest = KeepsInput(writer, AdapterTargets.Query) ? 0 : saved;
        Write(
            ref writer,
            OpRole.KeyValue,
            writer.Tokens,
            keyValueHeads * attention.HeadDim,
            attention.KeyValueHeads * attention.HeadDim,
            AdapterTargets.Key,
            rest
        );
        rest = KeepsInput(writer, AdapterTargets.Key) ? 0 : rest;
        Write(
            ref writer,
            OpRole.KeyValue,
            writer.Tokens,
            keyValueHeads * attention.ValueDim,
            attention.KeyValueHeads * attention.ValueDim,
            AdapterTargets.Value,
            rest
        );
    }

    private static bool KeepsInput(in OpWriter writer, AdapterTargets target) =>
        writer.KeepsInput(ParameterClass.Matrix, writer.Adapts(target));

    /// <summary>A column-parallel projection of the residual stream.</summary>
    public static void Write(
        ref OpWriter writer,
        OpRole role,
        double tokens,
        int outputOnRank,
        int outputOfModel,
        AdapterTargets target,
        double saved
    )
    {
        var attention = writer.Model.Attention;
        var hidden = (double)writer.Model.HiddenSize;
        var carried = writer.Options.Adapter.Targets & target;
        var parts = Count(carried);
        LinearLowering.Write(
            ref writer,
            new LinearShape
            {
                Role = role,
                Tokens = tokens,
                Output = outputOnRank,
                Input = hidden,
                Bias = attention.QkvBias ? outputOnRank : 0,
                ModelParameters = outputOfModel * hidden + (attention.QkvBias ? outputOfModel : 0),
                SavedInput = saved,
                InputShared = saved == 0,
                AdaptedParts = parts,
                AdaptedOutput = carried == target ? outputOnRank : AdaptedWidth(writer, carried),
                OutputShards = writer.Options.Tensor,
            }
        );
    }

    private static double AdaptedWidth(in OpWriter writer, AdapterTargets carried)
    {
        var attention = writer.Model.Attention;
        double width = 0;
        width += (carried & AdapterTargets.Query) != 0 ? writer.PerTensorRank(attention.Heads) * attention.HeadDim : 0;
        width += (carried & AdapterTargets.Key) != 0 ? writer.PerTensorRank(attention.KeyValueHeads) * attention.HeadDim : 0;
        width += (carried & AdapterTargets.Value) != 0 ? writer.PerTensorRank(attention.KeyValueHeads) * attention.ValueDim : 0;
        return width;
    }

    private static int Count(AdapterTargets targets) => System.Numerics.BitOperations.PopCount((uint)targets);

    /// <summary>Row-parallel output projection. Fused attention has its output kept already.</summary>
    public static void WriteOutput(ref OpWriter writer, int heads)
    {
        var attention = writer.Model.Attention;
        var hidden = (double)writer.Model.HiddenSize;
        var input = heads * attention.ValueDim;
        var keptByCore = writer.Options.Attention == AttentionImplementation.Flash;
        LinearLowering.Write(
            ref writer,
            new LinearShape
            {
                Role = OpRole.AttentionOutput,
                Tokens = writer.Tokens,
                Output = hidden,
                Input = input,
                Bias = attention.OutputBias ? hidden : 0,
                ModelParameters = hidden * attention.Heads * attention.ValueDim + (attention.OutputBias ? hidden : 0),
                SavedInput = keptByCore ? 0 : writer.Tokens * input * writer.E,
                AdaptedParts = writer.Adapts(AdapterTargets.Output) ? 1 : 0,
                AdaptedOutput = hidden,
                InputShards = writer.Options.Tensor,
            }
        );
    }
}
