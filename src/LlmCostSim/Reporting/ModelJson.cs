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
        Text(writer, "parameterStatus", card.ParameterStatus);
        Text(writer, "parameterNote", card.ParameterNote);
        writer.WriteString("creator", card.Creator);
        writer.WriteString("stage", JsonNamingPolicy.CamelCase.ConvertName(card.Stage.ToString()));
        Text(writer, "baseModel", card.BaseModel);
        Text(writer, "focus", card.Focus);
        Text(writer, "license", card.License);
        writer.WriteString("commercialUse", JsonNamingPolicy.CamelCase.ConvertName(card.CommercialUse.ToString()));
        if (card.TrainingTokens is { } tokens)
        {
            writer.WriteNumber("trainingTokens", tokens);
        }

        Text(writer, "trainingData", card.TrainingData);
        Text(writer, "tokenizer", card.Tokenizer);
        Text(writer, "release", card.Release);
        writer.WriteStartObject("architecture");
        ArchitectureWriter.WriteMembers(writer, model.Spec);
        writer.WriteEndObject();
        Text(writer, "architectureOf", model.ArchitectureOf);
        JsonText.Sources(writer, card.Sources);
        JsonText.Unverified(writer, card.Unverified);
        Text(writer, "notes", card.Notes);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }
}
