using System.Text.Json;
using LlmCostSim.Fitting;
using LlmCostSim.Statistics;

namespace LlmCostSim.Reporting;

/// <summary>Writes a calibration as JSON.</summary>
internal static class CalibrationJson
{
    /// <summary>Errors before and after, constants, standard errors and correlation as one document.</summary>
    /// <param name="result">What calibration found.</param>
    public static string ToText(CalibrationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonText.Object(writer =>
        {
            writer.WriteString("accelerator", result.Accelerator.Id);
            writer.WriteNumber("rows", result.After.Rows);
            Errors(writer, "before", result.Before);
            Errors(writer, "after", result.After);
            Errors(writer, "keptBack", result.KeptBack);
            JsonText.Objects(
                writer,
                "groups",
                result.Errors,
                static (json, group) =>
                {
                    json.WriteString("file", group.File);
                    json.WriteString("metric", group.Metric);
                    json.WriteNumber("rows", group.After.Rows);
                    Errors(json, "before", group.Before);
                    Errors(json, "after", group.After);
                }
            );
            JsonText.Strings(writer, "ignored", result.Ignored);
            Constants(writer, result);
        });
    }

    private static void Errors(Utf8JsonWriter writer, string name, in ErrorStatistics errors)
    {
        writer.WriteStartObject(name);
        JsonText.Errors(writer, errors);
        writer.WriteEndObject();
    }

    private static void Constants(Utf8JsonWriter writer, CalibrationResult result)
    {
        writer.WriteStartArray("constants");
        for (var i = 0; i < result.Fit.Parameters.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", result.Fit.Parameters[i].Name);
            writer.WriteNumber("before", result.Fit.Parameters[i].Start);
            writer.WriteNumber("value", result.Fit.Values[i]);
            writer.WriteNumber("standardError", result.Fit.StandardErrors[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("correlation");
        foreach (var row in result.Fit.Correlation)
        {
            writer.WriteStartArray();
            foreach (var value in row)
            {
                writer.WriteNumberValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
