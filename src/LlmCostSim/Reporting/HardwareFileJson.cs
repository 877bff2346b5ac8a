using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Calibration;
using LlmCostSim.Facts;
using LlmCostSim.Fitting;
using LlmCostSim.Stacks;

namespace LlmCostSim.Reporting;

/// <summary>Writes a calibrated accelerator as the JSON file that scenarios and verbs can use at once.</summary>
public static class HardwareFileJson
{
    /// <summary>
    /// The file's text: the facts of the accelerator that calibration began with, the constants it found, and how well they do.
    /// </summary>
    /// <param name="result">What calibration found.</param>
    /// <param name="facts">JSON of the accelerator it began with; <see langword="null"/>: one of the catalogue.</param>
    /// <param name="basis">Id of that accelerator.</param>
    public static string ToText(CalibrationResult result, string? facts, string basis)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(basis);
        var file = (facts is null ? Shipped(basis) : JsonNode.Parse(facts)!).AsObject();
        var accelerator = result.Accelerator;
        file["id"] = accelerator.Id;
        file["aliases"] = new JsonArray();
        file["kernels"] = new JsonObject
        {
            ["chip"] = accelerator.Kernels.Chip,
            ["transfer"] = JsonNamingPolicy.CamelCase.ConvertName(accelerator.Kernels.Transfer.ToString()),
            ["reason"] = accelerator.Kernels.Reason,
        };
        file["constants"] = KernelConstantsJson.Of(accelerator.Constants!);
        if (result.Stacks.Count > 0)
        {
            file["stacks"] = new JsonArray([.. result.Stacks.Select(Stack)]);
        }

        file["calibration"] = Record(result, basis);
        return JsonText.Document(writer => file.WriteTo(writer)) + "\n";
    }

    private static JsonNode Shipped(string id) => Embedded("Hardware/Data/accelerators/" + id.ToLowerInvariant() + ".json");

    private static JsonNode Embedded(string name)
    {
        using var stream = EmbeddedData.Open(name);
        return JsonNode.Parse(stream)!;
    }

    // The shipped file of the stack, with what calibration turned and what its accelerator had for itself: the file is for that one alone.
    private static JsonNode Stack(SoftwareStack stack)
    {
        var json = Embedded("Stacks/Data/stacks/" + stack.Id + ".json").AsObject();
        json["origin"] = stack.Origin;
        foreach (var name in CalibrationPlan.Default.Stacks.Select(known => known.Constant).Union(StackConstantTables.NamesOfAccelerators))
        {
            StackConstantTables.Write(name, stack, json);
        }

        // Said, so that those of a base do not count either.
        json["training"]!["accelerators"] = null;
        return json;
    }

    private static JsonObject Record(CalibrationResult result, string basis)
    {
        var constants = new JsonArray();
        for (var i = 0; i < result.Fit.Parameters.Count; i++)
        {
            constants.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = result.Fit.Parameters[i].Name,
                        ["before"] = Number(result.Fit.Parameters[i].Start),
                        ["value"] = Number(result.Fit.Values[i]),
                        ["standardError"] = Number(result.Fit.StandardErrors[i]),
                    }
            );
        }

        return new JsonObject
        {
            ["basis"] = basis,
            ["rows"] = result.After.Rows,
            ["mapeBefore"] = Number(result.Before.Mape),
            ["mapeAfter"] = Number(result.After.Mape),
            ["mapeKeptBack"] = Number(result.KeptBack.Mape),
            ["constants"] = constants,
            ["correlation"] = new JsonArray([.. result.Fit.Correlation.Select(row => (JsonNode)new JsonArray([.. row.Select(Number)]))]),
        };
    }

    private static JsonNode Number(double value) => JsonValue.Create(Calibration.ConstantsJson.Rounded(value));
}
