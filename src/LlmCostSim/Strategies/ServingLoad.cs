namespace LlmCostSim.Strategies;

/// <summary>Requests of one length under a steady load on all replicas together. A value.</summary>
/// <param name="Kind">How requests arrive.</param>
/// <param name="Value">Requests in flight of a closed load, requests per second of an open one, requests of a burst; not used by a full load.</param>
/// <param name="InputTokens">Prompt tokens per request.</param>
/// <param name="OutputTokens">Generated tokens per request.</param>
/// <param name="Requests">Requests of the whole run of an open load, which begins and ends empty; 0: it goes on for ever.</param>
public readonly record struct ServingLoad(ServingLoadKind Kind, double Value, double InputTokens, double OutputTokens, double Requests = 0);
