namespace LlmCostSim.Interop;

/// <summary>What one number format takes of a checkpoint.</summary>
/// <param name="Name">Name in the file's own words, such as <c>BF16</c> (safetensors) or <c>Q4_K</c> (GGUF).</param>
/// <param name="Tensors">Tensors stored in it.</param>
/// <param name="Elements">Elements of these tensors as stored; packed 4-bit weights count by their container.</param>
/// <param name="Bytes">Bytes of these tensors.</param>
public sealed record ImportedFormat(string Name, long Tensors, long Elements, long Bytes);
