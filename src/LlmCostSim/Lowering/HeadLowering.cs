using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>Lowers what comes after the last layer: final norm, output head and, in training, the loss.</summary>
internal static class HeadLowering
{
    /// <param name="writer">Where to.</param>
    /// <param name="tiedTableOnRank">Whether the rank holds the embedding that a tied head shares, so that the head has no weights of its
    /// own.</param>
    public static void Write(ref OpWriter writer, bool tiedTableOnRank)
    {
        tiedTableOnRank &= !writer.Keeps(TensorRetention.UntiedHead);
        var model = writer.Model;
        var hidden = (double)model.HiddenSize;
        writer.Norm(OpRole.FinalNorm, writer.ShardTokens, hidden, writer.NormHasBias);
        if (model.EncoderLayers > 0)
        {
            // The encoder ends in a norm of its own.
            writer.Norm(
                OpRole.FinalNorm,
                writer.Options.MicroBatch * writer.Options.EncoderLength / writer.Options.Context,
                hidden,
                writer.NormHasBias
            );
        }

        writer.EnterTensorParallel();
        WriteHead(ref writer, tiedTableOnRank);
        if (writer.Options.Training)
        {
            WriteLoss(ref writer);
        }
    }

    private static void WriteHead(ref OpWriter writer, bool tiedTableOnRank)
    {
        var model = writer.Model;
        var hidden = (double)model.HiddenSize;
        var rows = (double)writer.PerTensorRank(model.Vocabulary);
        var bias = model.HeadBias ? 1 : 0;
        var adapted = writer.LowRank && writer.Adapts(AdapterTargets.Head);
        if (writer.Quantised(ParameterClass.Head))
        {
            LinearLowering.Dequantize(ref writer, rows * hidden);
        }

        ref var op = ref writer.Add(OpKind.Gemm, OpRole.Head);
        op.Flags = writer.GradientFlags(writer.TrainsBase);
        op.Format = writer.Options.Compute is Hardware.NumberFormat.Fp8 or Hardware.NumberFormat.Int8
            ? Hardware.NumberFormat.Bf16
            : writer.Options.Compute;
        op.M = writer.Tokens;
        op.N = rows;
        op.K = hidden;
        op.Count = 1;
        op.Parameters = (tiedTableOnRank && model.TiedEmbeddings ? 0 : rows * hidden) + bias * rows;
        op.ModelParameters = (model.TiedEmbeddings ? 0 : model.Vocabulary * hidden) + bias * (double)model.Vocabulary;
        op.ParameterClass = ParameterClass.Head;
        op.SavedBytes = writer.KeepsInput(ParameterClass.Head, adapted) ? writer.ShardTokens * hidden * writer.E : 0;
        op.OutputBytes = writer.Tokens * rows * writer.E;
        op.ForwardKernels = 1;
        op.BackwardKernels = writer.TrainsBase ? 2 : 1;
        if (adapted)
        {
            LinearLowering.Adapt(ref writer, HeadShape(writer, rows), writer.Options.Adapter);
        }
    }

    private static LinearShape HeadShape(in OpWriter writer, double rows) =>
        new()
        {
            Role = OpRole.Head,
            Class = ParameterClass.Head,
            Tokens = writer.Tokens,
            Output = rows,
            Input = writer.Model.HiddenSize,
            ModelParameters = 0,
            AdaptedParts = 1,
            AdaptedOutput = rows,
            OutputShards = writer.Options.Tensor,
        };

    /// <summary>Cross-entropy over the rank's slice of the vocabulary.</summary>
    /// <remarks>
    /// In place: one pass reads the logits for maximum and sum, another turns them into their gradient. Otherwise as Megatron-LM's and
    /// PyTorch's code: cast to fp32, maximum, subtraction, exponential, sum and division are passes of their own (38 bytes per logit), and
    /// the gradient is scaled and cast back (14 bytes); the fp32 softmax is kept.
    /// </remarks>
    private static void WriteLoss(ref OpWriter writer)
    {
        var logits = writer.Tokens * writer.PerTensorRank(writer.Model.Vocabulary);
        var fused = writer.Fuses(KernelFusion.CrossEntropy);
        ref var op = ref writer.Add(OpKind.Elementwise, OpRole.Loss);
        op.Flags = OpTraits.DataGradient;
        op.ForwardBytes = logits * (fused ? 2 * writer.E : 36 + writer.E);
        op.BackwardBytes = logits * (fused ? 2 * writer.E : 12 + writer.E);
        op.SavedBytes = fused ? 0 : 4 * logits;
        op.WorkspaceBytes = fused ? 0 : 4 * logits;
        op.OutputBytes = writer.Tokens * 4;
        op.ForwardKernels = fused ? 2 : 8;
        op.BackwardKernels = fused ? 1 : 4;
        if (writer.Options.LossMetrics > 0)
        {
            writer.Elementwise(
                OpRole.Loss,
                writer.Options.LossMetrics * 3 * writer.E * logits,
                0,
                forwardKernels: 3 * writer.Options.LossMetrics,
                backwardKernels: 0
            );
        }

        if (writer.Options.Tensor > 1)
        {
            // Maximum, target logit and sum of exponentials: three fp32 numbers per token.
            writer.Collective(OpRole.Loss, CollectiveScope.Tensor, 3 * 4 * writer.Tokens, CollectiveKind.AllReduce, null);
        }
    }
}
