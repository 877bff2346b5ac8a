using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Scenarios;

/// <summary>Reads the <c>model</c> of a scenario: a catalogue name, a Hugging Face config, or an architecture.</summary>
internal static class ModelInput
{
    /// <summary>Reads <c>model</c> and the <c>layers</c> beside it.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="reader">Catalogue and importer.</param>
    /// <returns>The architecture, or <see langword="null"/> (noted) where something is wrong.</returns>
    public static ModelSpec? Read(JsonObjectInput root, ScenarioReader reader)
    {
        var layers = root.Int("layers", 1, ArchitectureInput.MostLayers);
        if (root.Required("model") is not { } model)
        {
            return null;
        }

        var spec = model.Kind == System.Text.Json.JsonValueKind.String ? Named(model, reader) : FromObject(model, reader);
        return spec is not null && layers is { } depth ? WithLayers(spec, depth) : spec;
    }

    private static ModelSpec? Named(JsonInput value, ScenarioReader reader)
    {
        if (value.AsText() is not { } name)
        {
            return null;
        }

        if (reader.Models.Find(name) is { } entry)
        {
            return entry.Spec;
        }

        value.Problem(
            $"unknown model '{JsonInput.Short(name)}'{NearestName.Hint(reader.Models.Suggest(name), "; `llmcost models` lists the known ones")}"
        );
        return null;
    }

    private static ModelSpec? FromObject(JsonInput value, ScenarioReader reader)
    {
        if (value.AsObject() is not { } model)
        {
            return null;
        }

        if (model.Member("huggingFace") is { } path)
        {
            var layers = model.Int("layers", 1, ArchitectureInput.MostLayers);
            var spec = HuggingFace(path, reader);
            model.Close();
            return spec is not null && layers is { } depth ? WithLayers(spec, depth) : spec;
        }

        if (model.Member("base") is { } name)
        {
            var parent = Named(name, reader);
            return parent is null ? null : ArchitectureInput.Read(model, parent);
        }

        return ArchitectureInput.Read(model, null);
    }

    private static ModelSpec? HuggingFace(JsonInput value, ScenarioReader reader)
    {
        if (value.AsText() is not { } path)
        {
            return null;
        }

        if (reader.HuggingFace is not { } import)
        {
            value.Problem("Hugging Face configs are not read here; give a catalogue name or an architecture");
            return null;
        }

        var problems = new InputProblems();
        var spec = import(path, problems);
        foreach (var problem in problems)
        {
            value.Problem($"{path}: {problem}");
        }

        return problems.Any ? null : spec;
    }

    private static ModelSpec WithLayers(ModelSpec spec, int layers) =>
        spec with
        {
            Layers = layers,
            Mixture = spec.Mixture is { } mixture && mixture.DenseLayers > layers ? mixture with { DenseLayers = layers } : spec.Mixture,
        };
}
