using LlmCostSim.Input;
using LlmCostSim.Serving;

namespace LlmCostSim.Scenarios;

/// <summary>Reads lengths: a number of tokens, or a distribution.</summary>
internal static class LengthInput
{
    private const int Most = LengthDistribution.MostTokens;

    /// <summary>Reads one.</summary>
    /// <param name="value">A number or an object.</param>
    /// <returns>The distribution, or <see langword="null"/> where there is a problem.</returns>
    public static LengthDistribution? Read(JsonInput value)
    {
        if (value.Kind != System.Text.Json.JsonValueKind.Object)
        {
            return value.AsLong(1, Most) is { } tokens ? LengthDistribution.Constant((int)tokens) : null;
        }

        var before = value.Problems.Count;
        var input = value.AsObject()!;
        var kind = input.Required("distribution")?.AsChoice(ServingNames.Lengths);
        var mean = input.Number("mean", 1, Most);
        var deviation = input.Number("deviation", 0, Most);
        var (minimum, maximum) = (input.Int("minimum", 1, Most), input.Int("maximum", 1, Most));
        var values = input.Member("values")?.AsArray().Select(static v => (int)(v.AsLong(1, Most) ?? 1)).ToArray();
        var weights = input.Member("weights")?.AsArray().Select(static v => v.AsQuantity(QuantityKind.Count, 1, 0, 1e15) ?? 0).ToArray();
        input.Close();
        if (minimum > maximum)
        {
            value.Problem("minimum exceeds maximum");
        }

        Needed(value, kind, mean, deviation, minimum, maximum, values, weights);
        if (value.Problems.Count != before || kind is null)
        {
            return null;
        }

        var (least, largest) = (minimum ?? 1, maximum ?? Most);
        return kind switch
        {
            LengthKind.Uniform => LengthDistribution.Uniform(least, largest),
            LengthKind.Normal => LengthDistribution.Normal(mean!.Value, deviation!.Value, least, largest),
            LengthKind.LogNormal => LengthDistribution.LogNormal(mean!.Value, deviation!.Value, least, largest),
            LengthKind.Exponential => LengthDistribution.Exponential(mean!.Value, least, largest),
            LengthKind.Empirical => LengthDistribution.Empirical(values!, weights),
            _ => LengthDistribution.Constant((int)Math.Round(mean!.Value)),
        };
    }

    // What a distribution needs, and what it cannot use.
    private static void Needed(
        JsonInput value,
        LengthKind? kind,
        double? mean,
        double? deviation,
        int? minimum,
        int? maximum,
        int[]? values,
        double[]? weights
    )
    {
        void Check(string name, bool given, bool needed, bool allowed)
        {
            if (kind is { } known && (needed ? !given : given && !allowed))
            {
                value.Problem(
                    $"'{name}' {(needed ? "is missing for" : "has no meaning for")} a distribution that is {ServingNames.Lengths.First(n => n.Value == known).Name}"
                );
            }
        }

        var spread = kind is LengthKind.Normal or LengthKind.LogNormal;
        var limits = spread || kind is LengthKind.Exponential;
        Check("mean", mean is not null, kind is LengthKind.Constant or LengthKind.Exponential || spread, false);
        Check("deviation", deviation is not null, spread, false);
        Check("minimum", minimum is not null, kind is LengthKind.Uniform, limits);
        Check("maximum", maximum is not null, kind is LengthKind.Uniform, limits);
        Check("values", values is not null, kind is LengthKind.Empirical, false);
        Check("weights", weights is not null, false, kind is LengthKind.Empirical);
        if (
            kind is LengthKind.Empirical
            && values is not null
            && (values.Length == 0 || (weights is not null && (weights.Length != values.Length || !(weights.Sum() > 0))))
        )
        {
            value.Problem("needs values, and as many weights, not all of them 0");
        }
    }
}
