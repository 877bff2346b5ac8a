using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Inference;

/// <summary>
/// One replica of a model: the seconds of its steps and the bytes of its ranks, for one layout and engine. Evaluating allocates nothing.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal sealed class Replica
{
    private readonly InferenceEngine engine;
    private readonly KernelSet kernels;
    private readonly StepProgram prompt,
        generation;
    private readonly StepProgram? encoder;
    private readonly Replica? draft;
    private readonly int guesses;
    private readonly ModelSpec model;
    private readonly CollectiveGroup neighbours,
        otherReplica;
    private readonly double stepHost,
        sequenceHost,
        launch,
        gap,
        row,
        wait,
        expertTime,
        weightStream,
        cacheStream,
        perRound;

    public Replica(ModelSpec model, Cluster cluster, InferenceEngine engine, KernelSet kernels, in InferenceStrategy strategy)
    {
        (this.model, this.engine, this.kernels, Strategy) = (model, engine, kernels, strategy);
        var options = ServedDivision.Of(strategy) with
        {
            Fusion = engine.Fusion,
            Adapter =
                strategy.Adapters.Count > 0
                    ? new AdapterSpec(AdapterKind.Lora, strategy.Adapters.Rank, strategy.Adapters.Targets)
                    : default,
        };
        var groups = Groups(strategy, cluster);
        neighbours = CollectiveGroup.Strided(Math.Min(2, strategy.Pipeline), strategy.Tensor, cluster.PerNode);
        otherReplica = CollectiveGroup.Strided(2, strategy.RanksPerReplica, cluster.PerNode);
        Footprint = Footprint.Of(model, strategy, options, engine.WindowedCache);
        Limits = AdmissionLimits.Of(engine, cluster.Accelerator, model);
        var adapters = strategy.Adapters.Count;
        prompt = StepProgram.Decoder(model, options, kernels, groups, generation: false, adapters, strategy.EqualTokens);
        generation =
            model.Attention.Latent is null && model.EncoderLayers == 0
                ? prompt
                : StepProgram.Decoder(model, options, kernels, groups, generation: true, adapters, strategy.EqualTokens);
        encoder = model.EncoderLayers > 0 ? StepProgram.Encoder(model, options, kernels, groups, adapters) : null;
        var hostLink = cluster.Node.HostBandwidth.BytesPerSecond * OffloadTime.LinkShare;
        weightStream = Footprint.StreamedWeights / hostLink;
        cacheStream = strategy.OffloadedCache / Math.Max(1e-9, 1 - strategy.OffloadedCache) * Footprint.CachePerToken / hostLink;
        (guesses, perRound) = (strategy.Speculation?.Tokens ?? 0, strategy.Speculation?.TokensPerRound ?? 1);
        draft = strategy.Speculation?.Draft is { } small
            ? new Replica(
                small,
                cluster,
                engine,
                kernels,
                new InferenceStrategy { Tensor = strategy.Tensor, CacheBytes = strategy.CacheBytes }
            )
            : null;
        (stepHost, sequenceHost) = (engine.HostOf(0, strategy.RanksPerReplica).TotalSeconds, engine.SequenceHost.TotalSeconds);
        expertTime = engine.ExpertTime * (cluster.Accelerator.AsynchronousMatrixUnits ? engine.SynchronousExpertTime : 1);
        (launch, gap, row, wait) = (
            engine.KernelLaunch.TotalSeconds,
            engine.KernelGap.TotalSeconds,
            engine.RowTime.TotalSeconds,
            engine.CollectiveWait.TotalSeconds
        );
    }

    private static CollectiveGroups Groups(in InferenceStrategy strategy, Cluster cluster)
    {
        var one = CollectiveGroup.WithinNode(1);
        return new CollectiveGroups(
            CollectiveGroup.Strided(ServedDivision.TensorOf(strategy), 1, cluster.PerNode),
            one,
            CollectiveGroup.Strided(strategy.Expert, 1, cluster.PerNode),
            one,
            one
        );
    }

    public InferenceStrategy Strategy { get; }

    public Footprint Footprint { get; }

    /// <summary>What the engine lets in where it is told nothing else.</summary>
    public AdmissionLimits Limits { get; }

    /// <summary>Tokens past which layers with a window hold no more, the widest of both models; 0: all hold all tokens.</summary>
    public int Window => Math.Max(Footprint.Window, draft?.Footprint.Window ?? 0);

    /// <summary>Bytes of weights on the rank, those of the model that guesses among them.</summary>
    public double WeightBytes => Footprint.Weights + (draft?.Footprint.Weights ?? 0);

    /// <summary>Bytes that a token of one sequence takes in the caches of the rank.</summary>
    public double CachePerToken => Footprint.CachePerToken + (draft?.Footprint.CachePerToken ?? 0);

    /// <summary>Tokens of one sequence that take <paramref name="bytes"/> of the rank's caches.</summary>
    public double TokensIn(double bytes) => draft is null ? Footprint.TokensIn(bytes) : bytes / CachePerToken;

    /// <summary>Bytes of cache of a sequence on the rank, that of the model that guesses among them.</summary>
    public double CacheOf(double tokens) => Footprint.CacheOf(tokens) + (draft?.Footprint.CacheOf(tokens) ?? 0);

    /// <summary>
    /// Bytes of cache of several sequences that begin with the same tokens: these lie there once; past a window, a sequence holds no more of
    /// its own than the window.
    /// </summary>
    /// <param name="sequences">Sequences.</param>
    /// <param name="tokens">Tokens of each.</param>
    /// <param name="shared">Tokens that they have in common.</param>
    public double CacheOf(double sequences, double tokens, double shared) => (sequences * CacheOf(tokens - shared)) + CacheOf(shared);

    /// <summary>Whether an encoder reads the prompt and the decoder starts from nothing.</summary>
    public bool Encodes => encoder is not null;

    /// <summary>Seconds of the pass over prompts, one token of each sampled.</summary>
    public double Prompt(double batch, double tokens, double past = 0) => Prompt(PromptWork.Of(batch, tokens, past));

    /// <summary>Seconds of the pass over prompts, one token of each sampled.</summary>
    public double Prompt(in PromptWork work)
    {
        var time = PromptLinear(work.Tokens, work.Sequences);
        time.Attention = PromptAttention(work);
        return Pass(time, work.Sequences, work.Tokens) + (work.Tokens * cacheStream) + (draft?.Prompt(work) ?? 0);
    }

    /// <summary>
    /// Seconds of the encoder's pass and of the decoder's first step, which makes keys and values of the encoder's output.
    /// </summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="tokens">Tokens of each.</param>
    public double Encode(double batch, double tokens)
    {
        if (encoder is null)
        {
            return 0;
        }

        var time = encoder.Linear(batch * tokens, 0, batch);
        time.Gemm *= engine.PromptGemmTime;
        time.Attention = encoder.Attention(batch, tokens, 0, Strategy.CacheBytes);
        var start = prompt.Linear(batch, batch, batch, batch * tokens);
        start.Attention = prompt.Attention(batch, 1, 0, Strategy.CacheBytes, tokens);
        return Pass(time, batch, batch * tokens) + Pass(start, batch, batch) + (batch * tokens * cacheStream);
    }

    // What a pass without CUDA graphs takes: the kernels or their launches, the host, weights from host memory, the way through the stages.
    private double Pass(in PassTime time, double sequences, double tokens) =>
        stepHost + Math.Max(Device(time), time.Kernels * launch) + (sequences * sequenceHost) + Transfers(tokens) + weightStream;

    /// <summary>Seconds until the last of a batch of prompts has passed all stages, the batch divided as the engine does it.</summary>
    public double PromptBatch(double batch, double tokens, double past = 0)
    {
        if (Strategy.ChunkTokens > 0 && batch * tokens > Strategy.ChunkTokens)
        {
            return Chunks(batch, tokens, past);
        }

        double parts = 1;
        while (
            Strategy.Pipeline > 1 && engine.MicroBatchTokens > 0 && batch / parts * tokens > engine.MicroBatchTokens && batch / parts >= 2
        )
        {
            parts *= 2;
        }

        return (parts + Strategy.Pipeline - 1) / Strategy.Pipeline * Prompt(batch / parts, tokens, past);
    }

    /// <summary>
    /// Prompts in pieces that a pass takes at a time, each against those before it (Agrawal et al. 2023): attention alone makes a later
    /// piece longer, as good as in proportion.
    /// </summary>
    private double Chunks(double batch, double tokens, double past)
    {
        var piece = Math.Max(1, Math.Floor(Strategy.ChunkTokens / batch));
        var whole = Math.Floor(tokens / piece);
        var rest = tokens - (whole * piece);
        var (first, last) = (Prompt(batch, piece, past), Prompt(batch, piece, past + ((whole - 1) * piece)));
        var middle = Prompt(batch, piece, past + ((whole - 1) / 2 * piece));
        // Simpson's rule over the pieces, whose number may be large.
        return (whole / 6 * (first + (4 * middle) + last)) + (rest > 0 ? Prompt(batch, rest, past + (whole * piece)) : 0);
    }

    /// <summary>Seconds in which every sequence gets its next token: a step, or its share of a round of guesses.</summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Cached tokens of each, in the mean.</param>
    /// <param name="encoderTokens">Tokens of the encoder's output of each.</param>
    public double Generate(double batch, double context, double encoderTokens = 0)
    {
        var linear = GenerationLinear(batch);
        var index = ContextGrid.Index(context);
        var (low, share) = (Generate(linear, batch, index, encoderTokens), ContextGrid.Share(context, index));
        return share > 0 ? low + (share * (Generate(linear, batch, index + 1, encoderTokens) - low)) : low;
    }

    /// <summary>The same at a knot of the <see cref="ContextGrid"/>.</summary>
    public double GenerateAt(double batch, long knot) => Generate(GenerationLinear(batch), batch, knot, 0);

    /// <summary>Seconds of <paramref name="steps"/> such steps, each of which makes all contexts one token longer.</summary>
    public double GenerateAll(double batch, double context, double steps, double encoderTokens = 0)
    {
        var linear = GenerationLinear(batch);
        var index = ContextGrid.Index(context);
        var (low, sum) = (Generate(linear, batch, index, encoderTokens), 0.0);
        while (steps > 0)
        {
            var high = Generate(linear, batch, index + 1, encoderTokens);
            var inCell = Math.Min(steps, ContextGrid.StepsInCell(context, index));
            sum += inCell * (low + (ContextGrid.Share(context + ((inCell - 1) / 2), index) * (high - low)));
            (steps, context, low, index) = (steps - inCell, context + inCell, high, index + 1);
        }

        return sum;
    }

    // With guesses, a pass verifies all of them and samples one token more (Leviathan et al. 2023).
    private PassTime GenerationLinear(double batch) => generation.Linear(batch * (guesses + 1), batch * (guesses + 1), batch);

    private double Generate(PassTime time, double batch, long knot, double encoderTokens)
    {
        var context = ContextGrid.Context(knot);
        time.Attention = generation.Attention(batch, 1, context, Strategy.CacheBytes, encoderTokens, guesses + 1);
        var device = engine.CudaGraphs ? Device(time) : Math.Max(Device(time), time.Kernels * launch);
        var pass =
            stepHost
            + device
            + (batch * sequenceHost)
            + Transfers(batch * (guesses + 1))
            + weightStream
            + (batch * Math.Max(0, context + encoderTokens) * cacheStream);
        return draft is null ? pass / perRound : (pass + (guesses * draft.Generate(batch, Math.Max(0, context)))) / perRound;
    }

    /// <summary>
    /// Seconds that <paramref name="prompts"/> prompts of <paramref name="tokens"/> tokens add to a step that gives
    /// <paramref name="batch"/> sequences a token.
    /// </summary>
    public double Joining(double batch, double prompts, double tokens) => Joining(batch, PromptWork.Of(prompts, tokens));

    /// <summary>Seconds that prompts add to a step that gives <paramref name="batch"/> sequences a token.</summary>
    public double Joining(double batch, in PromptWork work)
    {
        var own = PromptLinear(work.Tokens, work.Sequences);
        own.Attention = PromptAttention(work);
        var alone = stepHost + Device(own) + (work.Sequences * sequenceHost) + Transfers(work.Tokens) + weightStream;
        // In one pass the weights are read once for both.
        var decoding = batch * (guesses + 1);
        var both = Device(PromptLinear(decoding + work.Tokens, batch + work.Sequences)) + own.Attention;
        var joint = both - Device(prompt.Linear(decoding, batch, batch)) + (work.Sequences * sequenceHost) + Transfers(work.Tokens);
        return Math.Max(0, Math.Min(joint, alone));
    }

    private PassTime PromptLinear(double tokens, double sampled)
    {
        var time = prompt.Linear(tokens, sampled, sampled);
        time.Gemm *= engine.PromptGemmTime;
        return time;
    }

    private double PromptAttention(in PromptWork work) =>
        engine.StoresScores
            ? prompt.UnfusedAttention(work.Equal, work.Query, work.Past)
            : prompt.Attention(work.Equal, work.Query, work.Past, Strategy.CacheBytes);

    /// <summary>
    /// Seconds until the cache of <paramref name="tokens"/> tokens has moved to another replica, each rank sending its part to its like
    /// (Zhong et al. 2024).
    /// </summary>
    public double HandOver(double tokens) => kernels.Collective(CollectiveKind.SendReceive, CacheOf(tokens), otherReplica);

    private double Device(in PassTime time) =>
        (time.Kernels * gap)
        + (engine.GemmTime * time.Gemm)
        + (expertTime * time.Experts)
        + time.Attention
        + time.Elementwise
        + (row * time.Rows)
        + (engine.CollectiveTime * time.Exchange)
        + (wait * time.Collectives);

    private double Transfers(double tokens) =>
        Strategy.Pipeline == 1
            ? 0
            : (Strategy.Pipeline - 1) * kernels.Collective(CollectiveKind.SendReceive, tokens * model.HiddenSize * 2.0, neighbours);
}
