namespace LlmCostSim.Calibration;

/// <summary>Writes residuals as the JSON that the library embeds.</summary>
internal static class ResidualsWriter
{
    /// <summary>Writes them.</summary>
    /// <param name="residuals">Residuals by class.</param>
    /// <param name="path">File to write.</param>
    public static void Write(Residuals residuals, string path) =>
        ConstantsJson.Save(
            path,
            json =>
            {
                json.WriteString(
                    "note",
                    "Quantiles of measured over predicted (of times: rates are turned over) on the measured rows: p10 and p90 where the shipped constants have seen the models, otherP10 and otherP90 for models that they have not (predicted by constants fitted without each; Student's distribution around a scale drawn towards the class above); unmeasured: by how much a class of which nothing was measured is wider than the one above it (of otherP10 and otherP90: otherUnmeasured), where that one does not say, the first number; written by `llmcost calibrate --refit --parts residuals`; not edited by hand."
                );
                ConstantsJson.Number(json, "unmeasured", residuals.Unmeasured);
                json.WriteStartArray("classes");
                foreach (var known in residuals.Classes)
                {
                    json.WriteStartObject();
                    json.WriteString("class", known.Name);
                    json.WriteNumber("rows", known.Rows);
                    ConstantsJson.Number(json, "p10", known.Low);
                    ConstantsJson.Number(json, "p90", known.High);
                    if (known.OtherHigh > 0)
                    {
                        ConstantsJson.Number(json, "otherP10", known.OtherLow);
                        ConstantsJson.Number(json, "otherP90", known.OtherHigh);
                    }

                    ConstantsJson.Unless(0, json, "unmeasured", known.Unmeasured);
                    ConstantsJson.Unless(0, json, "otherUnmeasured", known.OtherUnmeasured);

                    if (known.Models.Count > 0)
                    {
                        json.WriteStartArray("models");
                        foreach (var model in known.Models.Order(StringComparer.Ordinal))
                        {
                            json.WriteStringValue(model);
                        }

                        json.WriteEndArray();
                    }

                    if (known.HiddenMost > 0)
                    {
                        json.WriteNumber("hiddenLeast", known.HiddenLeast);
                        json.WriteNumber("hiddenMost", known.HiddenMost);
                        json.WriteNumber("nodesMost", known.NodesMost);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        );
}
