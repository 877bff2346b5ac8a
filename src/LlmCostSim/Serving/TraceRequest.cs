namespace LlmCostSim.Serving;

/// <summary>One request of a trace. A value.</summary>
/// <param name="ArrivedAt">Seconds since the trace's first request.</param>
/// <param name="InputTokens">Prompt tokens, 1 or more.</param>
/// <param name="OutputTokens">Generated tokens, 1 or more.</param>
public readonly record struct TraceRequest(double ArrivedAt, int InputTokens, int OutputTokens);
