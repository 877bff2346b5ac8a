using System.Text.Json;
using LlmCostSim.Auditing;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes what an audit found as JSON.</summary>
public static class AuditJson
{
    /// <summary>One result.</summary>
    /// <param name="result">The result.</param>
    /// <returns><c>{ "verdict", "implied", "findings", "trueIf" }</c>.</returns>
    public static string ToText(AuditResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonText.Object(writer => Members(writer, result));
    }

    /// <summary>Several claims with their ids.</summary>
    /// <param name="results">Shipped claims and results.</param>
    /// <returns><c>{ "claims": [ { "id", "family", "version", "expectedVerdict", "reason", "verdict", … } ] }</c>.</returns>
    internal static string ToText(IReadOnlyList<KeyValuePair<ShippedClaim, AuditResult>> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return JsonText.Object(writer =>
            JsonText.Objects(writer, "claims", results, static (json, pair) => Claim(json, pair.Key, pair.Value))
        );
    }

    private static void Claim(Utf8JsonWriter writer, ShippedClaim claim, AuditResult result)
    {
        writer.WriteString("id", claim.Id);
        writer.WriteString("family", claim.Family);
        writer.WriteString("version", claim.Version);
        writer.WriteString("expectedVerdict", claim.Expected.Name());
        writer.WriteString("reason", claim.Reason);
        Members(writer, result);
    }

    private static void Members(Utf8JsonWriter writer, AuditResult result)
    {
        writer.WriteText("name", result.Name);
        writer.WriteString("verdict", result.Verdict.Name());
        writer.WriteStartObject("implied");
        foreach (var (name, value) in result.Implied)
        {
            writer.WriteNumber(name, value);
        }

        writer.WriteEndObject();
        JsonText.Objects(writer, "findings", result.Findings, Finding);
        JsonText.Strings(writer, "trueIf", result.TrueIf);
    }

    private static void Finding(Utf8JsonWriter writer, AuditFinding finding)
    {
        writer.WriteString("check", finding.Check);
        writer.WriteString("severity", finding.Severity.Name());
        JsonText.NumberOrNull(writer, "value", finding.Value);
        JsonText.NumberOrNull(writer, "limit", finding.Limit);
        writer.WriteString("unit", finding.Unit);
        writer.WriteString("text", finding.Text);
    }
}
