namespace LlmCostSim.Strategies;

/// <summary>What a training step and a training run have to work through.</summary>
/// <param name="SequenceLength">Tokens per sequence (decoder tokens of an encoder-decoder model), 1 or more.</param>
/// <param name="GlobalBatch">Sequences per optimizer step over all replicas, 1 or more.</param>
/// <param name="Tokens">Tokens of the whole run; 0 (the default) where only a step is asked for.</param>
/// <param name="EncoderLength">Encoder tokens per sequence; 0 (the default) for decoder-only models.</param>
public readonly record struct TrainingWorkload(int SequenceLength, int GlobalBatch, double Tokens = 0, int EncoderLength = 0)
{
    /// <summary>Micro-batches that each replica works through per step, rounded up to whole ones.</summary>
    /// <param name="strategy">The strategy whose micro-batch and data-parallel size apply.</param>
    public int MicroBatches(in TrainingStrategy strategy)
    {
        var perPass = (long)strategy.MicroBatch * strategy.Layout.Data;
        return (int)((GlobalBatch + perPass - 1) / perPass);
    }
}
