using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Inference;

/// <summary>How many requests the memory rules of an engine admit.</summary>
internal readonly struct CacheBudget
{
    private readonly double total, perToken, block;

    public CacheBudget(Replica replica, Accelerator accelerator, InferenceEngine engine, double stepTokens)
    {
        var footprint = replica.Footprint;
        Activations = engine.WorkingTensors * Math.Min(stepTokens, engine.StepTokens) * footprint.WorkingPerToken;
        total = engine.CacheFraction * ((accelerator.UsableMemory.TotalBytes * engine.MemoryFraction) - footprint.Weights - Activations - engine.ReservedMemory.TotalBytes);
        (perToken, block) = (footprint.CachePerToken, engine.BlockTokens);
    }

    /// <summary>Bytes of working tensors of the largest step.</summary>
    public double Activations { get; }

    /// <summary>Tokens of all sequences that fit on a rank; 0 where not even the weights do.</summary>
    public double Tokens => Math.Max(0, total / perToken);

    /// <summary>Sequences that fit when each holds <paramref name="tokens"/> tokens, which fill whole blocks, beside <paramref name="shared"/> tokens that all of them share.</summary>
    public double Sequences(double tokens, double shared = 0) => Math.Floor(Math.Max(0, Tokens - shared) / (Math.Ceiling(tokens / block) * block));
}
