using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>What a steady load of requests gets, in the mean. A value; evaluating it allocates nothing.</summary>
internal readonly record struct ServingEstimate
{
    /// <summary>From arrival to first token, queueing included.</summary>
    public required Duration TimeToFirstToken { get; init; }

    /// <summary>Time per further token of a request, waiting for the prompts of others included.</summary>
    public required Duration TimePerOutputToken { get; init; }

    /// <summary>From arrival to last token.</summary>
    public required Duration EndToEnd { get; init; }

    /// <summary>Generated tokens per second over all replicas.</summary>
    public required double OutputTokensPerSecond { get; init; }

    /// <summary>Requests that generate at a time in one replica.</summary>
    public required double Running { get; init; }

    /// <summary>Requests that memory admits at a time in one replica.</summary>
    public required double Admitted { get; init; }

    /// <summary>
    /// Cache of a rank: of those that run, with the part of their outputs that the engine reserves, which is what outputs at all stages take
    /// in the mean where it lets them grow; at least of one request at its full length.
    /// </summary>
    public required Bytes Cache { get; init; }
}
