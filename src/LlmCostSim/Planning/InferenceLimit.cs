using System.Globalization;
using LlmCostSim.Units;

namespace LlmCostSim.Planning;

/// <summary>A limit of a search over ways to serve.</summary>
/// <param name="Reason">Its name in the counts.</param>
/// <param name="Value">What a way takes of it.</param>
/// <param name="Most">How much is allowed.</param>
/// <param name="Text">What a miss says.</param>
internal sealed record InferenceLimit(
    string Reason,
    Func<InferenceCandidate, double> Value,
    Func<InferenceCandidate, double> Most,
    Func<double, double, string> Text
)
{
    /// <summary>By how much a way exceeds it, as a factor; at most 1: it keeps it.</summary>
    public double Excess(in InferenceCandidate candidate) => Value(candidate) / Most(candidate);

    /// <summary>The limits of a search, in the order in which ways are held against them: memory first.</summary>
    public static IReadOnlyList<InferenceLimit> Of(ServiceLimits limits)
    {
        var all = new List<InferenceLimit>
        {
            new(
                "memory",
                static c => c.Estimate.Memory.Total.TotalBytes,
                static c => c.Capacity,
                static (value, most) => PlanMerits.Excess(value - most) + " than the engine may use"
            ),
        };
        void Time(string reason, Duration? most, Func<InferenceCandidate, double> value, string what)
        {
            if (most is { } limit)
            {
                all.Add(
                    new(
                        reason,
                        value,
                        _ => limit.TotalSeconds,
                        (seconds, allowed) =>
                            string.Create(CultureInfo.InvariantCulture, $"takes {seconds:0.####} s {what}, {allowed:0.####} s are allowed")
                    )
                );
            }
        }

        Time("ttft", limits.TimeToFirstToken, static c => c.Estimate.TimeToFirstToken.TotalSeconds, "to the first token");
        Time("tpot", limits.TimePerOutputToken, static c => c.Estimate.TimePerOutputToken.TotalSeconds, "per token");
        Time("endToEnd", limits.EndToEnd, static c => c.EndToEnd, "to the last token");
        if (limits.OutputTokensPerSecond is { } fewest)
        {
            all.Add(
                new(
                    "throughput",
                    static c => 1 / c.Estimate.OutputTokensPerSecond,
                    _ => 1 / fewest,
                    static (value, most) =>
                        string.Create(CultureInfo.InvariantCulture, $"generates {1 / value:0.#} tokens/s, {1 / most:0.#} are wanted")
                )
            );
        }

        if (limits.CostPerMillionTokens is { } money)
        {
            all.Add(
                new(
                    "budget",
                    static c => c.Cost,
                    _ => money,
                    static (value, most) =>
                        string.Create(CultureInfo.InvariantCulture, $"costs {value:0.####} per million tokens, {most:0.####} are allowed")
                )
            );
        }

        return all;
    }
}
