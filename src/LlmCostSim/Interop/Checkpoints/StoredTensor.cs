namespace LlmCostSim.Interop;

/// <summary>One tensor of a checkpoint, as its header describes it.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Shape">Sizes, outermost first, as PyTorch has them: rows are outputs.</param>
/// <param name="Format">Number format in the file's own words.</param>
/// <param name="Elements">Stored elements.</param>
/// <param name="Bytes">Bytes in the file.</param>
internal readonly record struct StoredTensor(string Name, long[] Shape, string Format, long Elements, long Bytes)
{
    public long Rows => Shape.Length > 0 ? Shape[0] : 0;

    public long Columns => Shape.Length > 1 ? Shape[^1] : 0;
}
