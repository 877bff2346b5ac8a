using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Inference;

/// <summary>How many requests the memory rules of an engine admit.</summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal readonly struct CacheBudget
{
    private readonly Replica replica;
    private readonly double total,
        block;

    /// <param name="replica">The replica.</param>
    /// <param name="accelerator">The accelerator of its ranks.</param>
    /// <param name="engine">Memory rules.</param>
    /// <param name="workingTokens">Tokens of the largest step.</param>
    public CacheBudget(Replica replica, Accelerator accelerator, InferenceEngine engine, double workingTokens)
    {
        this.replica = replica;
        Activations = engine.WorkingTensors * workingTokens * replica.Footprint.WorkingPerToken;
        total = Math.Max(
            0,
            engine.CacheFraction
                * (engine.MayUse(accelerator).TotalBytes - replica.WeightBytes - Activations - engine.ReservedMemory.TotalBytes)
        );
        block = engine.BlockTokens;
    }

    /// <summary>Bytes of working tensors of the largest step.</summary>
    public double Activations { get; }

    /// <summary>Tokens of all sequences that fit on a rank where each layer holds all of them; 0 where not even the weights do.</summary>
    public double Tokens => total / replica.CachePerToken;

    /// <summary>
    /// Sequences that fit when each holds <paramref name="tokens"/> tokens, which fill whole blocks, beside <paramref name="shared"/>
    /// tokens that all of them share.
    /// </summary>
    public double Sequences(double tokens, double shared = 0)
    {
        // As Replica.CacheOf has it of several.
        var own = replica.CacheOf((Math.Ceiling((shared + tokens) / block) * block) - shared);
        return Math.Floor(Math.Max(0, total - replica.CacheOf(shared)) / own);
    }

    /// <summary>Longest sequence of which <paramref name="batch"/> fit.</summary>
    public double Longest(double batch) => Math.Floor(replica.TokensIn(total / batch));
}
