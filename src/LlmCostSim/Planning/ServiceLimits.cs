using LlmCostSim.Units;

namespace LlmCostSim.Planning;

/// <summary>What a way to serve has to keep; <see langword="null"/> (the default of each): no limit.</summary>
public sealed record ServiceLimits
{
    /// <summary>Longest time to the first token.</summary>
    public Duration? TimeToFirstToken { get; init; }

    /// <summary>Longest mean time per further token.</summary>
    public Duration? TimePerOutputToken { get; init; }

    /// <summary>Longest time from request to last token.</summary>
    public Duration? EndToEnd { get; init; }

    /// <summary>Fewest generated tokens per second over all replicas.</summary>
    public double? OutputTokensPerSecond { get; init; }

    /// <summary>Most money per million generated tokens, in the scenario's currency.</summary>
    public double? CostPerMillionTokens { get; init; }
}
