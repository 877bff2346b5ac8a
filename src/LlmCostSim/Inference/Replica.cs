using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Inference;

/// <summary>One replica of a model: the seconds of its steps and the bytes of its ranks, for one layout and engine. Evaluating allocates nothing.</summary>
internal sealed class Replica
{
    private readonly InferenceEngine engine;
    private readonly KernelSet kernels;
    private readonly StepProgram prompt, generation;
    private readonly ModelSpec model;
    private readonly CollectiveGroup neighbours, otherReplica;
    private readonly double stepHost, sequenceHost, launch, gap, skew, row;

    public Replica(ModelSpec model, Cluster cluster, InferenceEngine engine, KernelSet kernels, in InferenceStrategy strategy)
    {
        (this.model, this.engine, this.kernels, Strategy) = (model, engine, kernels, strategy);
        var tensor = Math.Max(1, strategy.Tensor / strategy.AttentionData);
        var options = new LoweringOptions
        {
            Tensor = tensor,
            Expert = strategy.Expert,
            ExpertTensor = Math.Max(1, tensor / strategy.Expert),
            Compute = strategy.Weights,
            Fusion = engine.Fusion,
            Training = false,
        };
        var one = CollectiveGroup.WithinNode(1);
        var groups = new CollectiveGroups(
            CollectiveGroup.Strided(tensor, 1, cluster.PerNode), one, CollectiveGroup.Strided(strategy.Expert, 1, cluster.PerNode), one, one);
        neighbours = CollectiveGroup.Strided(Math.Min(2, strategy.Pipeline), strategy.Tensor, cluster.PerNode);
        otherReplica = CollectiveGroup.Strided(2, strategy.RanksPerReplica, cluster.PerNode);
        Footprint = Footprint.Of(model, strategy, options);
        prompt = new StepProgram(model, options, kernels, groups, generation: false);
        generation = model.Attention.Latent is null ? prompt : new StepProgram(model, options, kernels, groups, generation: true);
        (stepHost, sequenceHost, skew) = (engine.HostOf(0, strategy.RanksPerReplica).TotalSeconds, engine.SequenceHost.TotalSeconds, engine.CollectiveSkew.TotalSeconds);
        (launch, gap, row) = (engine.KernelLaunch.TotalSeconds, engine.KernelGap.TotalSeconds, engine.RowTime.TotalSeconds);
    }

    public InferenceStrategy Strategy { get; }

    public Footprint Footprint { get; }

    /// <summary>Seconds of the pass over prompts, one token of each sampled.</summary>
    public double Prompt(double batch, double tokens, double past = 0) => Prompt(PromptWork.Of(batch, tokens, past));

    /// <summary>Seconds of the pass over prompts, one token of each sampled.</summary>
    public double Prompt(in PromptWork work)
    {
        var time = PromptLinear(work.Tokens, work.Sequences);
        time.Attention = PromptAttention(work);
        return stepHost + Math.Max(Device(time), time.Kernels * launch) + (work.Sequences * sequenceHost) + Transfers(work.Tokens);
    }

    /// <summary>Seconds until the last of a batch of prompts has passed all stages, the batch divided as the engine does it.</summary>
    public double PromptBatch(double batch, double tokens)
    {
        double parts = 1;
        while (Strategy.Pipeline > 1 && engine.MicroBatchTokens > 0 && batch / parts * tokens > engine.MicroBatchTokens && batch / parts >= 2)
        {
            parts *= 2;
        }

        return (parts + Strategy.Pipeline - 1) / Strategy.Pipeline * Prompt(batch / parts, tokens);
    }

    /// <summary>Seconds of the step that gives every sequence its next token.</summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Cached tokens of each, in the mean.</param>
    public double Generate(double batch, double context)
    {
        var linear = generation.Linear(batch, batch);
        var index = ContextGrid.Index(context);
        var (low, share) = (Generate(linear, batch, index), ContextGrid.Share(context, index));
        return share > 0 ? low + (share * (Generate(linear, batch, index + 1) - low)) : low;
    }

    /// <summary>The same at a knot of the <see cref="ContextGrid"/>.</summary>
    public double GenerateAt(double batch, long knot) => Generate(generation.Linear(batch, batch), batch, knot);

    /// <summary>Seconds of <paramref name="steps"/> such steps, each of which makes all contexts one token longer.</summary>
    public double GenerateAll(double batch, double context, double steps)
    {
        var linear = generation.Linear(batch, batch);
        var index = ContextGrid.Index(context);
        var (low, sum) = (Generate(linear, batch, index), 0.0);
        while (steps > 0)
        {
            var high = Generate(linear, batch, index + 1);
            var inCell = Math.Min(steps, ContextGrid.StepsInCell(context, index));
            sum += inCell * (low + (ContextGrid.Share(context + ((inCell - 1) / 2), index) * (high - low)));
            (steps, context, low, index) = (steps - inCell, context + inCell, high, index + 1);
        }

        return sum;
    }

    private double Generate(PassTime time, double batch, long knot)
    {
        time.Attention = generation.Attention(batch, 1, ContextGrid.Context(knot), Strategy.CacheBytes);
        var device = engine.CudaGraphs ? Device(time) : Math.Max(Device(time), time.Kernels * launch);
        return stepHost + device + (batch * sequenceHost) + Transfers(batch);
    }

    /// <summary>Seconds that <paramref name="prompts"/> prompts of <paramref name="tokens"/> tokens add to a step that gives <paramref name="batch"/> sequences a token.</summary>
    public double Joining(double batch, double prompts, double tokens) => Joining(batch, PromptWork.Of(prompts, tokens));

    /// <summary>Seconds that prompts add to a step that gives <paramref name="batch"/> sequences a token.</summary>
    public double Joining(double batch, in PromptWork work)
    {
        var own = PromptLinear(work.Tokens, work.Sequences);
        own.Attention = PromptAttention(work);
        var alone = stepHost + Device(own) + (work.Sequences * sequenceHost) + Transfers(work.Tokens);
        if (engine.MixedSteps <= 0)
        {
            return alone;
        }

        // In one pass the weights are read once for both.
        var both = Device(PromptLinear(batch + work.Tokens, batch + work.Sequences)) + own.Attention;
        var joint = both - Device(prompt.Linear(batch, batch)) + (work.Sequences * sequenceHost) + Transfers(work.Tokens);
        return (engine.MixedSteps * Math.Max(0, Math.Min(joint, alone))) + ((1 - engine.MixedSteps) * alone);
    }

    private PassTime PromptLinear(double tokens, double sampled)
    {
        var time = prompt.Linear(tokens, sampled);
        time.Gemm *= engine.PromptGemmTime;
        time.Experts *= engine.PromptExpertTime;
        return time;
    }

    private double PromptAttention(in PromptWork work) => engine.PromptAttentionTime * (engine.StoresScores
        ? prompt.UnfusedAttention(work.Equal, work.Query, work.Past)
        : prompt.Attention(work.Equal, work.Query, work.Past, Strategy.CacheBytes));

    /// <summary>Seconds until the cache of <paramref name="tokens"/> tokens has moved to another replica, each rank sending its part to its like (Zhong et al. 2024).</summary>
    public double HandOver(double tokens) => kernels.Collective(CollectiveKind.SendReceive, tokens * Footprint.CachePerToken, otherReplica);

    private double Device(in PassTime time) => (time.Kernels * gap) + (engine.GemmTime * time.Gemm) + (engine.ExpertTime * time.Experts) + time.Attention + time.Elementwise + (row * time.Rows) + (engine.CollectiveTime * time.Exchange) + (skew * time.Collectives);

    private double Transfers(double tokens) => Strategy.Pipeline == 1 ? 0
        : (Strategy.Pipeline - 1) * kernels.Collective(CollectiveKind.SendReceive, tokens * model.HiddenSize * 2.0, neighbours);
}
