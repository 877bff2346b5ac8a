using System.Text.Json.Nodes;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted constants into the JSON of an inference engine, with where they are from.</summary>
internal static class EngineConstantsWriter
{
    /// <summary>What an origin says of constants that no run of the engine has set.</summary>
    public const string CommonValues = " as other engines have them in common";

    /// <summary>The JSON before a first fit: what its origin says of constants that are not fitted stays.</summary>
    public static string WithoutOrigin(string json)
    {
        var engine = JsonNode.Parse(json)!.AsObject();
        var priors = engine["origin"]!
            .GetValue<string>()
            .Split("; ")
            .Where(clause =>
                !clause.Contains(" fitted to ", StringComparison.Ordinal) && !clause.Contains(CommonValues, StringComparison.Ordinal)
            );
        engine["origin"] = JsonValue.Create(string.Join("; ", priors));
        return engine.ToJsonString();
    }

    /// <summary>The JSON with constants replaced or added.</summary>
    /// <param name="json">The engine's JSON.</param>
    /// <param name="constants">Names and values; four digits are kept.</param>
    /// <param name="origin">What was fitted to what, with what error; added to what the file says of other constants.</param>
    public static string Update(string json, IEnumerable<(string Name, double Value)> constants, string origin)
    {
        var engine = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in constants)
        {
            engine[name] = JsonValue.Create(ConstantsJson.Rounded(value));
        }

        var known = engine["origin"]!.GetValue<string>();
        engine["origin"] = JsonValue.Create(
            known.Length == 0 || known.StartsWith("prior", StringComparison.Ordinal) ? origin : $"{known}; {origin}"
        );
        return ConstantsJson.ToText(engine);
    }
}
