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
    private readonly CollectiveGroup neighbours;
    private readonly double stepHost, sequenceHost, launch, gap;

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
        Footprint = Footprint.Of(model, strategy, options);
        prompt = new StepProgram(model, options, kernels, groups, generation: false);
        generation = model.Attention.Latent is null ? prompt : new StepProgram(model, options, kernels, groups, generation: true);
        (stepHost, sequenceHost, launch, gap) = (engine.StepHost.TotalSeconds, engine.SequenceHost.TotalSeconds, engine.KernelLaunch.TotalSeconds, engine.KernelGap.TotalSeconds);
    }

    public InferenceStrategy Strategy { get; }

    public Footprint Footprint { get; }

    /// <summary>Seconds of the pass over prompts, one token of each sampled.</summary>
    public double Prompt(double batch, double tokens, double past = 0)
    {
        var time = prompt.Linear(batch * tokens, batch);
        time.Gemm *= engine.PromptGemmTime;
        time.Attention = engine.PromptAttentionTime * prompt.Attention(batch, tokens, past, Strategy.CacheBytes);
        return Math.Max(Device(time), time.Kernels * launch) + Host(batch) + Transfers(batch * tokens);
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
    public double Generate(double batch, double context)
    {
        var time = generation.Linear(batch, batch);
        time.Attention = generation.Attention(batch, 1, context, Strategy.CacheBytes);
        var device = engine.CudaGraphs ? Device(time) : Math.Max(Device(time), time.Kernels * launch);
        return device + Host(batch) + Transfers(batch);
    }

    /// <summary>Seconds that <paramref name="prompts"/> prompts of <paramref name="tokens"/> tokens add to a step that gives <paramref name="batch"/> sequences a token.</summary>
    public double Joining(double batch, double prompts, double tokens)
    {
        var own = prompt.Linear(prompts * tokens, prompts);
        own.Attention = engine.PromptAttentionTime * prompt.Attention(prompts, tokens, 0, Strategy.CacheBytes);
        var alone = Device(own) + Host(prompts) + Transfers(prompts * tokens);
        if (engine.MixedSteps <= 0)
        {
            return alone;
        }

        // In one pass the weights are read once for both.
        var both = Device(prompt.Linear(batch + (prompts * tokens), batch + prompts)) + own.Attention;
        var joint = both - Device(prompt.Linear(batch, batch)) + (prompts * sequenceHost) + Transfers(prompts * tokens);
        return (engine.MixedSteps * Math.Max(0, Math.Min(joint, alone))) + ((1 - engine.MixedSteps) * alone);
    }

    private double Device(in PassTime time) => (time.Kernels * gap) + (engine.GemmTime * time.Gemm) + (engine.ExpertTime * time.Experts) + time.Attention + (engine.ElementwiseTime * time.Elementwise) + (engine.CollectiveTime * time.Exchange);

    private double Host(double batch) => stepHost + (batch * sequenceHost);

    private double Transfers(double tokens) => Strategy.Pipeline == 1 ? 0
        : (Strategy.Pipeline - 1) * kernels.Collective(CollectiveKind.SendReceive, tokens * model.HiddenSize * 2.0, neighbours);
}
