using System.Text.Json;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes reports as JSON in the form that the tool's contract fixes. Same report, same bytes.</summary>
public static class ReportJson
{
    /// <summary>One report as text.</summary>
    /// <param name="report">The report.</param>
    /// <param name="indented">Whether it is spread over lines.</param>
    /// <returns>A JSON document.</returns>
    public static string ToText(Report report, bool indented = true) => JsonText.Document(writer => Write(writer, report), indented);

    /// <summary>Writes one report as an object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter writer, Report report)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(report);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, report.Kind);
        writer.WriteText("name", report.Name);

        writer.WriteBoolean("feasible"u8, report.Feasible);
        JsonText.Strings(writer, "reasons", report.Reasons);
        writer.WriteNumber("parameters"u8, report.Parameters);
        if (report is TrainingReport training)
        {
            TrainingReportJson.Write(writer, training);
        }
        else if (report is InferenceReport inference)
        {
            InferenceReportJson.Write(writer, inference);
        }
        else if (report is ServingReport serving)
        {
            ServingReportJson.Write(writer, serving);
        }

        JsonText.Strings(writer, "assumptions", report.Assumptions.Select(static assumption => assumption.Text));
        writer.WriteEndObject();
    }
}
