using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>Lowers a mixture-of-experts block: router, dispatch, experts, combination, shared experts.</summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal static class MixtureLowering
{
    /// <summary>Writes the block with its entry into tensor parallelism and its exit, if any.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="entered">Whether it is part of a tensor-parallel block already, as beside attention.</param>
    public static void Write(ref OpWriter writer, bool entered = false)
    {
        var mixture = writer.Model.Mixture!;
        var expertTensor = writer.Options.ExpertTensor == 0 ? writer.Options.Tensor : writer.Options.ExpertTensor;
        // Without sequence parallelism every tensor rank has all tokens, and the block is one tensor-parallel block.
        var enters = !entered && !writer.Options.SequenceParallel;
        if (enters)
        {
            writer.EnterTensorParallel();
        }

        WriteRouter(ref writer, mixture);
        WriteRouted(ref writer, mixture, expertTensor);
        if (mixture.SharedExpertSize > 0)
        {
            WriteShared(ref writer, mixture, entered || enters);
        }

        if (enters)
        {
            writer.LeaveTensorParallel();
        }
    }

    /// <summary>
    /// Tokens go to their experts and back. Where experts are not divided over the tensor ranks, each of these ranks routes its own share
    /// of the tokens; where they are, sequence-parallel ranks send what they have and gather, after the exchange, what those of their
    /// expert were sent (Megatron-Core's <c>MoEAlltoAllTokenDispatcher</c>).
    /// </summary>
    private static void WriteRouted(ref OpWriter writer, MixtureSpec mixture, int expertTensor)
    {
        var routed = writer.Tokens * expertTensor / writer.Options.Tensor;
        var gathers = writer.Options.SequenceParallel && expertTensor > 1;
        var element = writer.Model.HiddenSize * writer.E;
        // On the busiest rank, for which the others wait.
        var visits = routed * mixture.ExpertsPerToken * writer.Options.ExpertImbalance;
        var own = (gathers ? visits / expertTensor : visits) * element;
        writer.Elementwise(OpRole.Permute, 2 * own, 2 * own, output: own);
        WriteExchange(ref writer, own);
        if (gathers)
        {
            Gather(ref writer, visits * element, CollectiveKind.AllGather, CollectiveKind.ReduceScatter);
        }

        WriteExperts(ref writer, mixture, visits, routed, expertTensor);
        if (gathers)
        {
            Gather(ref writer, visits * element, CollectiveKind.ReduceScatter, CollectiveKind.AllGather);
        }

        WriteExchange(ref writer, own);

        // The weighted sum over a token's experts needs their outputs for the router's gradient.
        writer.Elementwise(OpRole.Permute, 2 * own, 3 * own, own, own);
    }

    private static void Gather(ref OpWriter writer, double bytes, CollectiveKind forward, CollectiveKind backward) =>
        writer.Collective(OpRole.ExpertExchange, CollectiveScope.ExpertTensor, bytes, forward, backward);

    /// <summary>A dense block of its own, added to the routed one's result. The router keeps the same input.</summary>
    private static void WriteShared(ref OpWriter writer, MixtureSpec mixture, bool entered)
    {
        if (!entered)
        {
            writer.EnterTensorParallel();
        }

        FeedForwardLowering.Write(ref writer, mixture.SharedExpertSize, inputKept: writer.TrainsBase);
        if (!entered)
        {
            writer.LeaveTensorParallel();
        }

        var shared = writer.ShardTokens * writer.Model.HiddenSize * writer.E;
        writer.Elementwise(OpRole.Residual, 3 * shared, 0);
    }

    private static void WriteRouter(ref OpWriter writer, MixtureSpec mixture)
    {
        var hidden = (double)writer.Model.HiddenSize;
        var parameters = mixture.Experts * (hidden + (mixture.RouterBias ? 1 : 0)) + (mixture.SharedExpertGate ? hidden : 0);
        ref var op = ref writer.Add(OpKind.Gemm, OpRole.Router);
        op.Flags = writer.GradientFlags(writer.TrainsBase);
        op.Format = Hardware.NumberFormat.Bf16;
        op.M = writer.ShardTokens;
        op.N = mixture.Experts;
        op.K = hidden;
        op.Count = 1;
        op.Parameters = parameters;
        op.ModelParameters = parameters;
        op.ParameterClass = ParameterClass.Vector;
        op.SavedBytes = writer.TrainsBase ? writer.ShardTokens * hidden * writer.E : 0;
        op.OutputBytes = writer.ShardTokens * mixture.Experts * 4;
        op.ForwardKernels = 1;
        op.BackwardKernels = 2;

        // Softmax and top-k in fp32 over the experts.
        var scores = writer.ShardTokens * mixture.Experts * 4.0;
        writer.Elementwise(OpRole.Router, 4 * scores, 4 * scores, scores, scores, forwardKernels: 4, backwardKernels: 4);
    }

    private static void WriteExchange(ref OpWriter writer, double bytes)
    {
        if (writer.Options.Expert > 1)
        {
            writer.Collective(OpRole.ExpertExchange, CollectiveScope.Expert, bytes, CollectiveKind.AllToAll, CollectiveKind.AllToAll);
        }
    }

    private static void WriteExperts(ref OpWriter writer, MixtureSpec mixture, double visits, double routed, int expertTensor)
    {
        var experts = (double)((mixture.Experts + writer.Options.Expert - 1) / writer.Options.Expert);
        // Few tokens do not reach every expert: each token misses a given one with probability 1 − k/E. Training keeps experts about
        // equally popular; how far it does not is the imbalance.
        var touched = Math.Max(
            1,
            experts * (1 - Math.Pow(1 - ((double)mixture.ExpertsPerToken / mixture.Experts), routed * writer.Options.Expert))
        );
        var perExpert = Math.Max(1, visits / touched);
        var onRank = (mixture.ExpertSize + expertTensor - 1) / expertTensor;
        var hidden = (double)writer.Model.HiddenSize;
        var pieces = writer.Model.Gated ? 2 : 1;
        var adapted = writer.Adapts(AdapterTargets.FeedForward);
        LinearLowering.Write(
            ref writer,
            new LinearShape
            {
                Role = OpRole.FeedForwardUp,
                Class = ParameterClass.Expert,
                Tokens = perExpert,
                Groups = touched,
                Resident = experts,
                Output = pieces * onRank,
                Input = hidden,
                ModelParameters = mixture.Experts * pieces * hidden * mixture.ExpertSize,
                SavedInput = visits * hidden * writer.E,
                AdaptedParts = adapted ? pieces : 0,
                AdaptedOutput = pieces * onRank,
                OutputShards = expertTensor,
            }
        );
        FeedForwardLowering.WriteActivation(ref writer, perExpert, onRank, touched);
        LinearLowering.Write(
            ref writer,
            new LinearShape
            {
                Role = OpRole.FeedForwardDown,
                Class = ParameterClass.Expert,
                Tokens = perExpert,
                Groups = touched,
                Resident = experts,
                Output = hidden,
                Input = onRank,
                ModelParameters = mixture.Experts * hidden * mixture.ExpertSize,
                SavedInput = visits * onRank * writer.E,
                AdaptedParts = adapted ? 1 : 0,
                AdaptedOutput = hidden,
                InputShards = expertTensor,
            }
        );
    }
}
