namespace LlmCostSim.Strategies;

/// <summary>A static batch, or a number of requests kept in flight.</summary>
/// <param name="Batch">Sequences worked on at once by one replica.</param>
/// <param name="InputTokens">Prompt tokens per sequence (of the encoder for an encoder-decoder model).</param>
/// <param name="OutputTokens">Generated tokens per sequence.</param>
/// <param name="CachedTokens">Tokens at the start of every prompt that are in the prefix cache already and the same for all: they skip the prompt pass and take cache once.</param>
public readonly record struct InferenceWorkload(double Batch, double InputTokens, double OutputTokens, double CachedTokens = 0);
