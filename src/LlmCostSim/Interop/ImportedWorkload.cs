namespace LlmCostSim.Interop;

/// <summary>The members of a training workload that an imported file states; what it does not state is <see langword="null"/>.</summary>
public sealed record ImportedWorkload
{
    /// <summary>Tokens per sequence.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>Encoder tokens per sequence.</summary>
    public int? EncoderLength { get; init; }

    /// <summary>Sequences per optimizer step over all replicas.</summary>
    public int? GlobalBatch { get; init; }

    /// <summary>Tokens of the whole run.</summary>
    public double? Tokens { get; init; }
}
