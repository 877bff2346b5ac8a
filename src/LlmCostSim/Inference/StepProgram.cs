using System.Diagnostics;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>
/// The forward pass of a decoder as a function of its tokens: every distinct layer lowered once, tokens taken out. All operations but
/// attention and the experts are proportional to the tokens of the pass, whichever sequences they belong to, so a step that mixes prompts
/// and generation is one pass. Built once per model, layout and engine; evaluating allocates nothing.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal sealed class StepProgram
{
    // Lowered at a number of tokens that reaches every expert, so that work per token is exact.
    private const double Probe = 65536;

    private readonly StepOp[] linear,
        attention;
    private readonly double kernelsPerPass,
        expertsTotal,
        expertsPerToken,
        expertRanks;
    private readonly KernelSet kernels;
    private readonly ModelSpec model;
    private readonly LoweringOptions lowering;
    private readonly double adapters;
    private readonly bool equalTokens;

    private StepProgram(
        ModelSpec model,
        in LoweringOptions options,
        KernelSet kernels,
        int adapters,
        bool equalTokens,
        StepProgramBuilder builder
    )
    {
        (this.kernels, this.model, lowering, this.adapters, this.equalTokens) = (kernels, model, options, adapters, equalTokens);
        (expertsTotal, expertsPerToken, expertRanks) = (model.Mixture?.Experts ?? 0, model.Mixture?.ExpertsPerToken ?? 0, options.Expert);
        (linear, attention, kernelsPerPass) = builder.Build();
    }

    /// <summary>The decoder's layers and both ends.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Division, formats and kernels.</param>
    /// <param name="kernels">Kernel models.</param>
    /// <param name="groups">Ranks of collectives.</param>
    /// <param name="generation">Whether keys and values of what came before are in the cache: of the encoder's output, and as latents that
    /// no prompt pass reads.</param>
    /// <param name="adapters">Adapters served beside the model.</param>
    /// <param name="equalTokens">Whether the router sends all tokens to the same experts.</param>
    public static StepProgram Decoder(
        ModelSpec model,
        in LoweringOptions options,
        KernelSet kernels,
        in CollectiveGroups groups,
        bool generation,
        int adapters = 0,
        bool equalTokens = false
    )
    {
        var probe = options with
        {
            MicroBatch = Probe,
            SequenceLength = 1,
            PastLength = generation ? 1 : 0,
            EncoderLength = model.EncoderLayers > 0 ? 1 : 0,
            Training = false,
        };
        var builder = new StepProgramBuilder(Probe, groups);
        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            builder.Layers(model, layer, probe);
        }

        builder.Ends(model, probe with { EncoderLength = 0 });
        return new StepProgram(model, options, kernels, adapters, equalTokens, builder);
    }

    /// <summary>The encoder's layers.</summary>
    public static StepProgram Encoder(
        ModelSpec model,
        in LoweringOptions options,
        KernelSet kernels,
        in CollectiveGroups groups,
        int adapters
    )
    {
        var builder = new StepProgramBuilder(Probe, groups);
        builder.Layers(
            model,
            new DistinctLayer(LayerKind.Encoder, 0, model.EncoderLayers),
            options with
            {
                MicroBatch = Probe,
                SequenceLength = 1,
                EncoderLength = 1,
                Training = false,
            }
        );
        return new StepProgram(model, options, kernels, adapters, false, builder);
    }

    /// <summary>Everything but attention.</summary>
    /// <param name="tokens">Tokens of the pass.</param>
    /// <param name="sampled">Those that need the output head.</param>
    /// <param name="sequences">Sequences they belong to; each has its adapter where some are served.</param>
    /// <param name="encoderTokens">Tokens of the encoder whose keys and values the decoder's first pass makes.</param>
    public PassTime Linear(double tokens, double sampled, double sequences, double encoderTokens = 0)
    {
        var time = new PassTime { Kernels = kernelsPerPass };
        foreach (ref readonly var op in linear.AsSpan())
        {
            var rows =
                (
                    op.Sampled ? sampled
                    : op.OfEncoder ? encoderTokens
                    : tokens
                ) * op.PerToken;
            switch (op.Kind)
            {
                case OpKind.Collective:
                    time.Collectives += op.Repeat;
                    time.Exchange += op.Repeat * kernels.Collective(op.Collective, rows, op.Group);
                    break;
                case OpKind.Gemm when op.Adapter:
                    var used = Math.Max(1, Distinct(adapters, sequences));
                    time.Gemm += op.Repeat * kernels.Grouped(op.Format, Math.Max(1, rows / used), op.N, op.K, used);
                    break;
                case OpKind.Gemm:
                    time.Gemm += op.Repeat * kernels.Gemm(op.Format, rows, op.N, op.K, op.Count);
                    break;
                case OpKind.GroupedGemm:
                    var touched = Math.Max(1, op.Count * Reached(tokens * expertRanks) / expertsTotal);
                    time.Experts += op.Repeat * kernels.Grouped(op.Format, Math.Max(1, rows / touched), op.N, op.K, touched);
                    break;
                case OpKind.Elementwise:
                    time.Elementwise += op.Repeat * kernels.Elementwise(rows);
                    time.Rows += op.Repeat * (op.Sampled ? sampled : tokens);
                    break;
                default:
                    throw new UnreachableException($"no time for {op.Kind}");
            }
        }

        return time;
    }

    /// <summary>Seconds of attention of all layers.</summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="query">New tokens of each.</param>
    /// <param name="past">Cached tokens of each.</param>
    /// <param name="cacheBytes">Bytes of a cached element.</param>
    /// <param name="encoderTokens">Tokens of the encoder's output that cross-attention reads.</param>
    /// <param name="shared">Queries of one sequence that read its cache together: guessed tokens beside the next.</param>
    public double Attention(double batch, double query, double past, double cacheBytes, double encoderTokens = 0, int shared = 1)
    {
        double seconds = 0;
        foreach (ref readonly var op in attention.AsSpan())
        {
            var before = op.OfEncoder ? Math.Max(0, encoderTokens - query) : past;
            seconds +=
                op.Repeat
                * kernels.Attention(
                    op.Shape with
                    {
                        Batch = batch,
                        QueryLength = query,
                        PastLength = before,
                        Heads = op.Shape.Heads * shared,
                    },
                    cacheBytes
                );
        }

        return seconds;
    }

    private double Reached(double tokens) => equalTokens ? expertsPerToken : ExpertReach.Of(expertsTotal, expertsPerToken, tokens);

    /// <summary>
    /// How many of <paramref name="all"/> adapters are chosen at least once by so many sequences, all as likely.
    /// </summary>
    private static double Distinct(double all, double choices) => all * (1 - Math.Pow(1 - (1 / all), choices));

    /// <summary>
    /// Seconds of attention of all layers whose kernels store the scores: two batched multiplies around a softmax, as engines from before
    /// FlashAttention have it for prompts.
    /// </summary>
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
                seconds +=
                    op.Repeat
                    * (
                        part.Kind == OpKind.Gemm
                            ? kernels.Gemm(part.Format, part.M, part.N, part.K, part.Count)
                            : kernels.Elementwise(part.ForwardBytes)
                    );
            }
        }

        return seconds;
    }
}
