namespace LlmCostSim.Interop;

/// <summary>A number format whose elements are stored in blocks with common scales.</summary>
/// <param name="Name">Name, such as <c>Q4_K</c>.</param>
/// <param name="Block">Elements of a block.</param>
/// <param name="Bytes">Bytes of a block.</param>
internal readonly record struct BlockFormat(string Name, int Block, int Bytes);
