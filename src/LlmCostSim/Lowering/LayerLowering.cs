using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Lowering;

/// <summary>Puts a layer together: norms, attention, feed-forward, residuals, and the tensor-parallel exchange around them.</summary>
internal static class LayerLowering
{
    public static void Write(ref OpWriter writer, LayerKind kind, int window)
    {
        switch (writer.Model.NormPlacement)
        {
            case NormPlacement.ParallelShared:
            case NormPlacement.ParallelSeparate:
                WriteParallel(ref writer, kind, window);
                break;
            default:
                WriteSequential(ref writer, kind, window);
                break;
        }
    }

    private static void WriteSequential(ref OpWriter writer, LayerKind kind, int window)
    {
        var sandwich = writer.Model.NormPlacement == NormPlacement.Sandwich;
        WriteNorm(ref writer, OpRole.AttentionNorm);
        writer.EnterTensorParallel();
        WriteAttention(ref writer, kind, window);
        writer.LeaveTensorParallel();
        if (sandwich)
        {
            WriteNorm(ref writer, OpRole.AttentionNorm);
        }

        WriteResidual(ref writer);
        if (kind == LayerKind.CrossDecoder)
        {
            WriteNorm(ref writer, OpRole.AttentionNorm);
            writer.EnterTensorParallel();
            AttentionLowering.WriteCross(ref writer);
            writer.LeaveTensorParallel();
            WriteResidual(ref writer);
        }

        WriteNorm(ref writer, OpRole.FeedForwardNorm);
        if (kind == LayerKind.Mixture)
        {
            MixtureLowering.Write(ref writer);
        }
        else
        {
            writer.EnterTensorParallel();
            FeedForwardLowering.Write(ref writer, writer.Model.FeedForwardSize);
            writer.LeaveTensorParallel();
        }

        if (sandwich)
        {
            WriteNorm(ref writer, OpRole.FeedForwardNorm);
        }

        WriteResidual(ref writer);
    }

    /// <summary>Attention and feed-forward read the same input and are summed before one exchange (Wang and Komatsuzaki 2021).</summary>
    private static void WriteParallel(ref OpWriter writer, LayerKind kind, int window)
    {
        WriteNorm(ref writer, OpRole.AttentionNorm);
        if (writer.Model.NormPlacement == NormPlacement.ParallelSeparate)
        {
            WriteNorm(ref writer, OpRole.FeedForwardNorm, inputKept: true);
        }

        writer.EnterTensorParallel();
        WriteAttention(ref writer, kind, window);
        if (kind == LayerKind.Mixture)
        {
            MixtureLowering.Write(ref writer, entered: true);
        }
        else
        {
            // With one norm for both, attention keeps the input already.
            FeedForwardLowering.Write(
                ref writer,
                writer.Model.FeedForwardSize,
                inputKept: writer.Model.NormPlacement == NormPlacement.ParallelShared
            );
        }

        var bytes = writer.Tokens * writer.Model.HiddenSize * writer.E;
        writer.Elementwise(OpRole.Residual, 3 * bytes, 0);
        writer.LeaveTensorParallel();
        WriteResidual(ref writer);
    }

    private static void WriteNorm(ref OpWriter writer, OpRole role, bool inputKept = false) =>
        writer.Norm(role, writer.ShardTokens, writer.Model.HiddenSize, writer.NormHasBias, inputKept: inputKept);

    private static void WriteAttention(ref OpWriter writer, LayerKind kind, int window)
    {
        if (writer.Model.Attention.Latent is not null)
        {
            LatentAttentionLowering.Write(ref writer, window);
        }
        else
        {
            AttentionLowering.WriteSelf(ref writer, window, causal: kind != LayerKind.Encoder);
        }
    }

    /// <summary>
    /// Dropout of the block's output and residual addition. Backward, the gradients of the two branches are added where they meet.
    /// </summary>
    private static void WriteResidual(ref OpWriter writer)
    {
        var bytes = writer.ShardTokens * writer.Model.HiddenSize * writer.E;
        if (writer.FusesResidualNorm)
        {
            return;
        }

        if (!writer.Options.Dropout)
        {
            writer.Elementwise(OpRole.Residual, 3 * bytes, 3 * bytes, output: bytes);
            return;
        }

        var mask = writer.ShardTokens * writer.Model.HiddenSize;
        if (writer.Fuses(KernelFusion.BiasDropoutAdd))
        {
            writer.Elementwise(OpRole.Dropout, 3 * bytes + mask, 5 * bytes + mask, mask, bytes, backwardKernels: 2);
            return;
        }

        writer.Elementwise(OpRole.Dropout, 2 * bytes + mask, 2 * bytes + mask, mask, bytes);
        writer.Elementwise(OpRole.Residual, 3 * bytes, 3 * bytes, output: bytes);
    }
}
