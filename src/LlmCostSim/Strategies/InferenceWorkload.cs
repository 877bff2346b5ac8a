namespace LlmCostSim.Strategies;

/// <summary>A static batch, or a number of requests kept in flight.</summary>
/// <param name="Batch">Sequences worked on at once by one replica, 1 or more; a mean of requests in flight need not be whole.</param>
/// <param name="InputTokens">Prompt tokens per sequence (of the encoder for an encoder-decoder model), 1 or more.</param>
/// <param name="OutputTokens">Generated tokens per sequence, 1 or more.</param>
/// <param name="CachedTokens">Tokens at the start of every prompt that are in the prefix cache already and the same for all: they skip the
/// prompt pass and take cache once. 0 (the default) to fewer than <paramref name="InputTokens"/>.</param>
public readonly record struct InferenceWorkload(double Batch, double InputTokens, double OutputTokens, double CachedTokens = 0);
