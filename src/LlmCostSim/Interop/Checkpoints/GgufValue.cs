namespace LlmCostSim.Interop;

/// <summary>One value of a GGUF file's metadata.</summary>
/// <param name="Text">The text, where it is one.</param>
/// <param name="Numbers">The number, or the numbers of a list; of long lists only the first.</param>
/// <param name="Count">Items of a list; 1 otherwise.</param>
internal readonly record struct GgufValue(string? Text, double[] Numbers, long Count);
