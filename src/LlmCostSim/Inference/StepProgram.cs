using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>
/// The forward pass of a decoder as a function of its tokens: every distinct layer lowered once, tokens taken out. All operations but attention and
/// the experts are proportional to the tokens of the pass, whichever sequences they belong to, so a step that mixes prompts and generation is one pass.
/// Built once per model, layout and engine; evaluating allocates nothing.
/// </summary>
internal sealed class StepProgram
{
    // Lowered at a number of tokens that reaches every expert, so that work per token is exact.
    private const double Probe = 65536;

    private readonly StepOp[] linear, attention;
    private readonly double kernelsPerPass, expertsTotal, expertsPerToken, expertRanks;
    private readonly KernelSet kernels;
    private readonly ModelSpec model;
    private readonly LoweringOptions lowering;

    public StepProgram(ModelSpec model, in LoweringOptions options, KernelSet kernels, in CollectiveGroups groups, bool generation)
    {
        (this.kernels, this.model, lowering) = (kernels, model, options);
        (expertsTotal, expertsPerToken, expertRanks) = (model.Mixture?.Experts ?? 0, model.Mixture?.ExpertsPerToken ?? 0, options.Expert);
        var probe = options with { MicroBatch = Probe, SequenceLength = 1, PastLength = generation ? 1 : 0, Training = false };
        var builder = new StepProgramBuilder(Probe, groups);
        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            builder.Layers(model, layer, probe);
        }

        builder.Ends(model, probe);
        (linear, attention, kernelsPerPass) = builder.Build();
    }

    /// <summary>Everything but attention, for <paramref name="tokens"/> tokens of the pass of which <paramref name="sampled"/> need the output head.</summary>
    public PassTime Linear(double tokens, double sampled)
    {
        var time = new PassTime { Kernels = kernelsPerPass };
        foreach (ref readonly var op in linear.AsSpan())
        {
            var rows = (op.Sampled ? sampled : tokens) * op.PerToken;
            switch (op.Kind)
            {
                case OpKind.Collective:
                    time.Collectives += op.Repeat;
                    time.Exchange += op.Repeat * kernels.Collective(op.Collective, rows, op.Group);
                    break;
                case OpKind.Gemm:
                    time.Gemm += op.Repeat * kernels.Gemm(op.Format, rows, op.N, op.K, op.Count);
                    break;
                case OpKind.GroupedGemm:
                    // Few tokens do not reach every expert: each of the k choices misses a given one with probability 1 − k/E.
                    var touched = Math.Max(1, op.Count * (1 - Math.Pow(1 - (expertsPerToken / expertsTotal), tokens * expertRanks)));
                    time.Experts += op.Repeat * kernels.Gemm(op.Format, Math.Max(1, rows / touched), op.N, op.K, touched);
                    break;
                default:
                    time.Elementwise += op.Repeat * kernels.Elementwise(rows);
                    time.Rows += op.Repeat * (op.Sampled ? sampled : tokens);
                    break;
            }
        }

        return time;
    }

    /// <summary>Seconds of attention of all layers.</summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="query">New tokens of each.</param>
    /// <param name="past">Cached tokens of each.</param>
    /// <param name="cacheBytes">Bytes of a cached element.</param>
    public double Attention(double batch, double query, double past, double cacheBytes)
    {
        double seconds = 0;
        foreach (ref readonly var op in attention.AsSpan())
        {
            seconds += op.Repeat * kernels.Attention(op.Shape with { Batch = batch, QueryLength = query, PastLength = past }, cacheBytes);
        }

        return seconds;
    }

    /// <summary>Seconds of attention of all layers whose kernels store the scores: two batched multiplies around a softmax, as engines from before FlashAttention have it for prompts.</summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="query">New tokens of each.</param>
    /// <param name="past">Cached tokens of each.</param>
    public double UnfusedAttention(double batch, double query, double past)
    {
        Span<OpSpec> ops = stackalloc OpSpec[8];
        double seconds = 0;
        foreach (ref readonly var op in attention.AsSpan())
        {
            var writer = new OpWriter(ops, model, lowering, query);
            UnfusedAttentionLowering.Write(ref writer, op.Shape with { Batch = batch, QueryLength = query, PastLength = past });
            foreach (ref readonly var part in writer.Ops)
            {
                seconds += op.Repeat * (part.Kind == OpKind.Gemm ? kernels.Gemm(part.Format, part.M, part.N, part.K, part.Count) : kernels.Elementwise(part.ForwardBytes));
            }
        }

        return seconds;
    }
}
