using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>
/// A published statement about a training run or an inference job, its time, memory, speed or cost: any subset of the figures. What is not
/// stated is <see langword="null"/>.
/// </summary>
public sealed record Claim
{
    /// <summary>A claim that states nothing; <see cref="ClaimReader"/> also knows what a strategy leaves open.</summary>
    internal Claim() { }

    /// <summary>What the author of the file calls it; empty by default.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it is published; empty by default.</summary>
    public string Source { get; init; } = "";

    /// <summary>The architecture.</summary>
    public ModelSpec? Model { get; init; }

    /// <summary>Parameters as the claim counts them, such as 7e9.</summary>
    public double? Parameters { get; init; }

    /// <summary>Kind of accelerator.</summary>
    public Accelerator? Accelerator { get; init; }

    /// <summary>Accelerators in all.</summary>
    public int? Count { get; init; }

    /// <summary>The cluster, where both <see cref="Accelerator"/> and <see cref="Count"/> are stated.</summary>
    public Cluster? Cluster { get; init; }

    /// <summary>The strategy with defaults for what is left open; <see langword="null"/> where the claim says nothing about it.</summary>
    public TrainingStrategy? Strategy { get; init; }

    /// <summary>What of the strategy the claim states.</summary>
    internal StatedStrategy Stated { get; init; } = new();

    /// <summary>Id of the software stack; empty where it is left open.</summary>
    public string Framework { get; init; } = "";

    /// <summary>Tokens per sequence.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>Encoder tokens per sequence of an encoder-decoder model.</summary>
    public int? EncoderLength { get; init; }

    /// <summary>Sequences per optimizer step.</summary>
    public int? GlobalBatch { get; init; }

    /// <summary>Tokens of the run, from the claim's <c>tokens</c>.</summary>
    public double? Tokens { get; init; }

    /// <summary>Tokens of the run, from the claim's <c>workload.tokens</c>.</summary>
    public double? WorkloadTokens { get; init; }

    /// <summary>Examples of a fine-tuning job.</summary>
    public FineTuningData? FineTuning { get; init; }

    /// <summary>Wall-clock time.</summary>
    public Duration? Time { get; init; }

    /// <summary>Accelerator hours.</summary>
    public GpuHours? GpuHours { get; init; }

    /// <summary>Stated utilisation as a fraction of the dense peak.</summary>
    public double? Mfu { get; init; }

    /// <summary>Stated speed, tokens per second and accelerator.</summary>
    public double? TokensPerSecondPerGpu { get; init; }

    /// <summary>Stated cost, in the currency of <see cref="Economics"/>.</summary>
    public double? Cost { get; init; }

    /// <summary>Stated price and its currency; no price, in US dollars, by default.</summary>
    public EconomicsSettings Economics { get; init; } = new();

    /// <summary>Stated memory of one accelerator.</summary>
    public Bytes? MemoryPerGpu { get; init; }

    /// <summary>
    /// An inference job instead of a training run, where the claim's <c>kind</c> says so: its memory and its speed are checked.
    /// </summary>
    public InferenceScenario? Inference { get; init; }

    /// <summary>Whether a claim about inference says what is served; else <see cref="Inference"/> serves one token at a time.</summary>
    internal bool StatesServedWorkload { get; init; } = true;
}
