namespace LlmCostSim.Interop;

/// <summary>What the headers of a checkpoint say of its weights; the weights themselves are not read.</summary>
public sealed record ImportedCheckpoint
{
    /// <summary>Files whose headers were read.</summary>
    public int Files { get; init; } = 1;

    /// <summary>
    /// Weights that the tensors hold: packed ones counted one by one, scales and zero points of quantisation left out. 0 where only a total
    /// size is known.
    /// </summary>
    public long Parameters { get; init; }

    /// <summary>Bytes of all tensors, scales included.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Bits per weight, scales included; 0 where the parameters are not known.</summary>
    public double BitsPerWeight => Parameters > 0 ? WeightBytes * 8.0 / Parameters : 0;

    /// <summary>Tensors, elements and bytes per number format, in ordinal order of its name.</summary>
    public IReadOnlyList<ImportedFormat> Formats { get; init; } = [];
}
