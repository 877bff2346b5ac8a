using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Inference;

/// <summary>
/// One operation of a forward pass with the number of tokens taken out: what is left of a lowered operation that serving has to time again
/// and again.
/// </summary>
internal struct StepOp
{
    /// <summary>What it is.</summary>
    public OpKind Kind;

    /// <summary>Format of a matrix multiply.</summary>
    public NumberFormat Format;

    /// <summary>How many layers have it.</summary>
    public double Repeat;

    /// <summary>Rows of a matrix multiply per token, or bytes of memory-bound work or of a collective per token.</summary>
    public double PerToken;

    /// <summary>Columns, inner dimension, multiplies in the batch; of experts: those on the rank.</summary>
    public double N,
        K,
        Count;

    /// <summary>Whether it runs for sampled tokens only: the output head.</summary>
    public bool Sampled;

    /// <summary>Whether it is the low-rank multiply of a served adapter, of which a pass uses as many as its sequences have.</summary>
    public bool Adapter;

    /// <summary>
    /// Whether it works on the encoder's tokens, or reads their keys and values: cross-attention of an encoder-decoder model.
    /// </summary>
    public bool OfEncoder;

    /// <summary>Which collective.</summary>
    public CollectiveKind Collective;

    /// <summary>Among which ranks.</summary>
    public CollectiveGroup Group;

    /// <summary>Shape of an attention, batch and lengths to be put in.</summary>
    public AttentionShape Shape;
}
