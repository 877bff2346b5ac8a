namespace LlmCostSim.Strategies;

/// <summary>Requests of one length under a steady load on all replicas together. A value.</summary>
/// <param name="Kind">How requests arrive.</param>
/// <param name="Value">Requests in flight of a closed load, requests per second of an open one, requests of a burst; not used by a full
/// load.</param>
/// <param name="InputTokens">Prompt tokens per request.</param>
/// <param name="OutputTokens">Generated tokens per request.</param>
/// <param name="Requests">Requests of the whole run; an open load begins and ends empty. 0: it goes on for ever.</param>
/// <param name="DistinctPrompts">Different prompts that the requests of the run repeat in turn, as load generators do that make few;
/// repeats are found in the prefix cache where all of them fit in it. 0: no prompt comes twice.</param>
/// <param name="CachedTokens">Tokens at the start of every prompt that are the same for all requests and stay in the prefix cache: a system
/// prompt. They skip the prompt pass and take cache once.</param>
internal readonly record struct ServingLoad(
    ServingLoadKind Kind,
    double Value,
    double InputTokens,
    double OutputTokens,
    double Requests = 0,
    double DistinctPrompts = 0,
    double CachedTokens = 0
)
{
    /// <summary>
    /// By which share of the given lengths the shortest prompts and answers are shorter; all between are as likely. 0, the default: all are
    /// of the given lengths.
    /// </summary>
    internal double LengthSpread { get; init; }

    /// <summary>
    /// Steps for which the server keeps prompts back so that more of them come together (TensorRT-LLM's batch_wait_timeout_iters); 0 by
    /// default.
    /// </summary>
    internal double WaitSteps { get; init; }

    /// <summary>Tokens of waiting prompts from which on the server does not keep them back; 0 by default.</summary>
    internal double WaitTokens { get; init; }
}
