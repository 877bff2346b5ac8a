using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>
/// What no software beats: all arithmetic of a static batch at the accelerator's dense peak, all weights and cached keys and values that
/// its passes read at the full bandwidth of the memory. A published figure below it was not measured as stated.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal static class InferenceBound
{
    /// <summary>Least time per further token of a batch, at the mean context of its output.</summary>
    /// <param name="model">The model.</param>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="workload">Batch and lengths.</param>
    public static Duration PerToken(
        ModelSpec model,
        Accelerator accelerator,
        in InferenceStrategy strategy,
        in InferenceWorkload workload
    ) =>
        Duration.FromSeconds(
            Pass(model, accelerator, strategy, workload.Batch, 1, workload.InputTokens + (workload.OutputTokens / 2))
                / (strategy.Speculation?.TokensPerRound ?? 1)
        );

    /// <summary>Least time of the pass over the prompts of a batch.</summary>
    public static Duration Prompts(
        ModelSpec model,
        Accelerator accelerator,
        in InferenceStrategy strategy,
        in InferenceWorkload workload
    ) =>
        Duration.FromSeconds(
            Pass(model, accelerator, strategy, workload.Batch, workload.InputTokens - workload.CachedTokens, workload.CachedTokens)
        );

    private static double Pass(
        ModelSpec model,
        Accelerator accelerator,
        in InferenceStrategy strategy,
        double batch,
        double tokens,
        double past
    )
    {
        var options = ServedDivision.Of(strategy) with { MicroBatch = batch, SequenceLength = tokens, PastLength = past };
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        // All tokens may choose the same experts; of a token's own some rank holds its share at least.
        var experts = model.Mixture is { } mixture ? Math.Max(1, mixture.ExpertsPerToken / (double)strategy.Expert) : 0;
        double flops = 0,
            bytes = 0;
        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            foreach (ref readonly var op in ops[..ModelLowering.LowerLayer(model, layer.Kind, layer.Window, options, ops)])
            {
                flops += layer.Count * op.ForwardFlops(causalHalved: true);
                bytes += layer.Count * BytesOf(op, strategy, experts);
            }
        }

        // Stages may all be at work, each on its part of the batch.
        var parts = (double)strategy.Pipeline;
        // What fits in the last-level cache may be read from there, each layer's anew.
        var outside = Math.Max(0, (bytes / parts) - (accelerator.L2Cache.TotalBytes * model.Layers / parts));
        return Math.Max(flops / parts / Peak(accelerator, strategy), outside / accelerator.MemoryBandwidth.BytesPerSecond);
    }

    private static double BytesOf(in OpSpec op, in InferenceStrategy strategy, double experts)
    {
        if (op.Kind is OpKind.Gemm or OpKind.GroupedGemm)
        {
            var count = op.Kind == OpKind.GroupedGemm ? Math.Min(op.Count, experts) : op.Count;
            return op.N * op.K * count * strategy.WeightBits / 8;
        }

        if (op.Kind != OpKind.Attention || op.Attention.QueryLength > 1)
        {
            return 0;
        }

        return op.Attention.Batch * op.Attention.Seen(op.Attention.PastLength) * op.Attention.CachedChannels * strategy.CacheBytes;
    }

    // Some kernels of an 8-bit engine multiply in 16 bits and some of a 16-bit one in 8: the fastest of them bounds all.
    private static double Peak(Accelerator accelerator, in InferenceStrategy strategy)
    {
        var peak = accelerator.Peak;
        return Math.Max(
            (peak.Of(strategy.Weights) ?? default).FlopsPerSecond,
            Math.Max((peak.SixteenBit ?? default).FlopsPerSecond, strategy.CacheBytes <= 1 ? (peak.Fp8 ?? default).FlopsPerSecond : 0)
        );
    }
}
