using System.Text.Json;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes one model of the catalogue. Parameters are counted on its operations, not copied from its card.</summary>
internal static class ModelJson
{
    public static void Write(Utf8JsonWriter writer, ModelEntry model)
    {
        var card = model.Card;
        writer.WriteStartObject();
        writer.WriteString("id", model.Id);
        writer.WriteString("name", model.Name);
        JsonText.Strings(writer, "aliases", model.Aliases);
        writer.WriteString("family", card.Family);
        writer.WriteNumber("parameters", ParameterCount.Total(model.Spec));
        writer.WriteNumber("activeParameters", ParameterCount.Active(model.Spec));
        Number(writer, "publishedParameters", card.PublishedParameters);
        Number(writer, "alternativeParameters", card.AlternativeParameters);
        writer.WriteText("parameterStatus", card.ParameterStatus);
        writer.WriteText("parameterNote", card.ParameterNote);
        writer.WriteString("creator", card.Creator);
        writer.WriteString("stage", JsonNamingPolicy.CamelCase.ConvertName(card.Stage.ToString()));
        writer.WriteText("baseModel", card.BaseModel);
        writer.WriteText("focus", card.Focus);
        writer.WriteText("license", card.License);
        writer.WriteString("commercialUse", JsonNamingPolicy.CamelCase.ConvertName(card.CommercialUse.ToString()));
        if (card.TrainingTokens is { } tokens)
        {
            writer.WriteNumber("trainingTokens", tokens);
        }

        writer.WriteText("trainingData", card.TrainingData);
        writer.WriteText("tokenizer", card.Tokenizer);
        writer.WriteText("release", card.Release);
        writer.WriteStartObject("architecture");
        ArchitectureWriter.WriteMembers(writer, model.Spec);
        writer.WriteEndObject();
        writer.WriteText("architectureOf", model.ArchitectureOf);
        JsonText.Sources(writer, card.Sources);
        JsonText.Unverified(writer, card.Unverified);
        writer.WriteText("notes", card.Notes);
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }
}
