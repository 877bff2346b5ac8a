using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>Lowers a dense feed-forward block: up (and gate), activation, down.</summary>
internal static class FeedForwardLowering
{
    /// <summary>A block of <paramref name="width"/> inner channels over the residual stream; also the shared experts.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="width">Inner channels.</param>
    /// <param name="inputKept">Whether another operation keeps the block's input already.</param>
    public static void Write(ref OpWriter writer, int width, bool inputKept = false)
    {
        var model = writer.Model;
        var onRank = writer.PerTensorRank(width);
        var hidden = (double)model.HiddenSize;
        var saved = inputKept ? 0 : hidden * writer.ShardTokens * writer.E;
        var fused = writer.Fuses(KernelFusion.Projections) || !model.Gated;
        var pieces = model.Gated ? 2 : 1;
        for (var i = 0; i < (fused ? 1 : pieces); i++)
        {
            WriteUp(ref writer, onRank, width, fused ? pieces : 1, i == 0 ? saved : 0, shared: i > 0 || inputKept);
        }

        WriteActivation(ref writer, writer.Tokens, onRank, 1);
        WriteDown(ref writer, onRank, width);
    }

    private static void WriteUp(ref OpWriter writer, double onRank, double width, int pieces, double saved, bool shared)
    {
        var hidden = (double)writer.Model.HiddenSize;
        var bias = writer.Model.FeedForwardBias;
        var adapted = writer.Adapts(AdapterTargets.FeedForward);
        LinearLowering.Write(
            ref writer,
            new LinearShape
            {
                Role = OpRole.FeedForwardUp,
                Tokens = writer.Tokens,
                Output = pieces * onRank,
                Input = hidden,
                Bias = bias ? pieces * onRank : 0,
                ModelParameters = pieces * width * (hidden + (bias ? 1 : 0)),
                SavedInput = saved,
                InputShared = shared,
                AdaptedParts = adapted ? pieces : 0,
                AdaptedOutput = pieces * onRank,
                OutputShards = writer.Options.Tensor,
            }
        );
    }

    private static void WriteDown(ref OpWriter writer, double onRank, double width)
    {
        var hidden = (double)writer.Model.HiddenSize;
        var bias = writer.Model.FeedForwardBias;
        LinearLowering.Write(
            ref writer,
            new LinearShape
            {
                Role = OpRole.FeedForwardDown,
                Tokens = writer.Tokens,
                Output = hidden,
                Input = onRank,
                Bias = bias ? hidden : 0,
                ModelParameters = hidden * (width + (bias ? 1 : 0)),
                SavedInput = writer.Tokens * onRank * writer.E,
                AdaptedParts = writer.Adapts(AdapterTargets.FeedForward) ? 1 : 0,
                AdaptedOutput = hidden,
                InputShards = writer.Options.Tensor,
            }
        );
    }

    /// <summary>
    /// Activation of <paramref name="width"/> channels of <paramref name="tokens"/> tokens in each of <paramref name="groups"/> experts.
    /// </summary>
    /// <remarks>
    /// Plain: read, write; backward read input and gradient, write. Gated and fused: read gate and up, write product; backward read three,
    /// write two. Gated and spelt out: SiLU (read, write) and product (read two, write); backward six and three passes, and the activated
    /// gate is kept besides. ReLU keeps only its result, which the down projection keeps anyway.
    /// </remarks>
    public static void WriteActivation(ref OpWriter writer, double tokens, double width, double groups)
    {
        var bytes = tokens * width * groups * writer.E;
        var fused = writer.Fuses(KernelFusion.Activation);
        if (writer.Model.Gated)
        {
            writer.Elementwise(
                OpRole.Activation,
                (fused ? 3 : 5) * bytes,
                (fused ? 5 : 9) * bytes,
                (fused ? 2 : 3) * bytes,
                bytes,
                forwardKernels: fused ? 1 : 2,
                backwardKernels: fused ? 1 : 3
            );
            return;
        }

        // Without fusion a bias is added in a pass of its own.
        var bias = !fused && writer.Model.FeedForwardBias ? 2 : 0;
        var saved = writer.Model.FeedForward == FeedForwardKind.Relu ? 0 : bytes;
        writer.Elementwise(OpRole.Activation, (2 + bias) * bytes, 3 * bytes, saved, bytes, forwardKernels: bias > 0 ? 2 : 1);
    }
}
