using System.Globalization;
using System.Text.Json;
using LlmCostSim.Reporting.Explaining;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes explanations as JSON.</summary>
internal static class ExplanationJson
{
    /// <summary>All figures of a report with their units and meanings.</summary>
    public static string ToText(Report report) =>
        JsonText.Object(writer =>
            JsonText.Objects(
                writer,
                "figures",
                FigureExplanation.List(report),
                static (json, figure) => WriteFigure(json, figure.Path, figure.Value, figure.Text)
            )
        );

    /// <summary>One figure.</summary>
    public static string ToText(FigureExplanation explained) =>
        JsonText.Object(writer =>
        {
            WriteFigure(writer, explained.Path, explained.Value, explained.Text);
            writer.WriteString("formula", explained.Text.Formula);
            if (explained.Recomputed is { } again)
            {
                writer.WriteString("expression", explained.Text.Expression);
                writer.WriteNumber("recomputed", again);
            }

            writer.WriteStartObject("inputs");
            foreach (var (path, value) in explained.Inputs)
            {
                if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                {
                    writer.WriteNumber(path, number);
                }
                else
                {
                    writer.WriteString(path, value);
                }
            }

            writer.WriteEndObject();
            writer.WriteString("source", explained.Text.Source);
            writer.WriteString("more", explained.Text.Section);
            JsonText.Strings(writer, "assumptions", explained.Assumptions.Select(static assumption => assumption.Text));
        });

    private static void WriteFigure(Utf8JsonWriter writer, string path, double value, Explanation text)
    {
        writer.WriteString("figure", path);
        writer.WriteNumber("value", value);
        writer.WriteString("unit", text.Unit);
        writer.WriteString("meaning", text.Meaning);
    }
}
