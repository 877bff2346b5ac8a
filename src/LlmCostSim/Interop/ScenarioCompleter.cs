using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>
/// Derives what imported files say together (the number of accelerators, the global batch, the tokens of the run) and adds what the author
/// states, so that a whole scenario results.
/// </summary>
public static class ScenarioCompleter
{
    private static readonly string[] InferenceOnly =
    [
        "strategy.weights",
        "strategy.kvCache",
        "strategy.attentionData",
        "workload.batch",
        "workload.concurrency",
        "workload.inputTokens",
        "workload.outputTokens",
    ];

    private static readonly string[] TrainingOnly =
    [
        "strategy.sequenceParallel",
        "strategy.virtualStages",
        "strategy.schedule",
        "strategy.context",
        "strategy.contextKind",
        "strategy.order",
        "strategy.expertTensor",
        "strategy.sharding",
        "strategy.recompute",
        "strategy.microBatch",
        "strategy.precision",
        "strategy.mainGradients",
        "strategy.masterWeights",
        "strategy.optimizer",
        "strategy.attention",
        "strategy.dropout",
        "strategy.offload.optimizer",
        "strategy.offload.parameters",
        "strategy.offload.activations",
        "strategy.adapter.kind",
        "strategy.adapter.rank",
        "strategy.adapter.targets",
        "strategy.adapter.quantization",
        "strategy.adapter.doubleQuantization",
        "workload.sequenceLength",
        "workload.encoderLength",
        "workload.globalBatch",
        "workload.tokens",
        "workload.examples",
        "workload.epochs",
        "workload.packing",
    ];

    /// <summary>Completes what was imported.</summary>
    /// <param name="import">One file's import, or several merged; with errors it is given back as it is.</param>
    /// <param name="completion">What the author adds.</param>
    /// <param name="models">Catalogue in which the base model's name is looked up; <see langword="null"/>: the shipped one.</param>
    /// <returns>The import with the derived members, each with the place it was derived from.</returns>
    public static ImportResult Complete(ImportResult import, ImportCompletion completion, ModelCatalog? models = null)
    {
        ArgumentNullException.ThrowIfNull(import);
        ArgumentNullException.ThrowIfNull(completion);
        if (!import.Succeeded)
        {
            return import;
        }

        var draft = ImportDraft.From(import);
        foreach ((string path, string json) in completion.Members)
        {
            draft.SetJson(path, json, "--set");
        }

        ModelSpec? model = NameModel(draft, models ?? ModelCatalog.Default);
        int longest = model?.MaxSequence ?? 0;
        if (model is { Mixture: null } && draft.Find("strategy.expert") is { Json: not "1" } expert)
        {
            draft.Remove("strategy.expert");
            draft.Remove("strategy.attentionData");
            draft.Warnings.Add(expert.Place, "the model has no experts to divide");
        }

        string kind = SetKind(draft, completion);
        ClusterCompletion.Apply(draft, completion, kind);
        if (kind == "training")
        {
            Drop(draft, InferenceOnly, "inference");
            WorkloadCompletion.ForTraining(draft, longest);
        }
        else if (kind == "inference")
        {
            Drop(draft, TrainingOnly, "training");
            WorkloadCompletion.ForInference(draft, longest);
        }

        if (draft.Has("cluster.accelerator") && draft.Model is null && !draft.Has("model") && !draft.Has("stated.baseModel"))
        {
            draft.Warnings.Add("model", "no file says which model: give its config.json, too, or --set model=NAME");
        }

        return draft.Finish(import.Format) with
        {
            Conflicts = import.Conflicts,
        };
    }

    private static ModelSpec? NameModel(ImportDraft draft, ModelCatalog models)
    {
        if (draft.Find("stated.baseModel") is not { } stated)
        {
            return draft.Model;
        }

        string name = stated.Json.Trim('"');
        if (draft.Find("kind")?.Json == "\"inference\"" && !draft.Has("strategy.weights") && BaseModelName.Weights(name) is { } weights)
        {
            draft.Set("strategy.weights", weights, stated.Place);
            draft.Warnings.Add(stated.Place, $"strategy.weights: {weights}, by the model's name");
        }

        // An adapter on top of a checkpoint that is packed already, which no other field tells.
        if (draft.Find("strategy.adapter.kind")?.Json == "\"lora\"" && BaseModelName.Weights(name) is "awq" or "gptq" or "nf4")
        {
            draft.Set("strategy.adapter.kind", "qlora", stated.Place);
            draft.Set("strategy.adapter.quantization", "nf4", stated.Place);
            draft.Warnings.Add(stated.Place, "strategy.adapter: qlora, by the model's name; its four bits are taken as nf4's");
        }

        if (draft.Model is not null || draft.Has("model"))
        {
            return draft.Model;
        }

        if (BaseModelName.Find(name, models) is { } entry)
        {
            draft.Set("model", entry.Id, stated.Place);
            return entry.Spec;
        }

        string last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        draft.Warnings.Add(
            stated.Place,
            $"'{JsonInput.Short(name)}' is not in the catalogue; give its config.json, too, or --set model=NAME{NearestName.Hint(last, models.Models.Select(static m => m.Id))}"
        );
        return null;
    }

    private static string SetKind(ImportDraft draft, ImportCompletion completion)
    {
        if (completion.Kind is { } asked)
        {
            draft.Set("kind", asked, "asked for");
            return asked;
        }

        if (draft.Find("kind") is { } stated)
        {
            // Training files beside a quantised checkpoint: the checkpoint is what is fine-tuned.
            bool trains = draft.Has("strategy.microBatch") || draft.Has("strategy.adapter.kind") || draft.Has("strategy.sharding");
            string kind =
                trains && !draft.Has("stated.maxModelLength") && stated.Place.Contains("general.file_type", StringComparison.Ordinal)
                    ? "training"
                    : stated.Json.Trim('"');
            draft.Set("kind", kind, stated.Place);
            return kind;
        }

        bool training = Array.Exists(TrainingOnly, draft.Has),
            inference = Array.Exists(InferenceOnly, draft.Has);
        string? found =
            training ? "training"
            : inference ? "inference"
            : completion.Accelerator is null ? null
            : "training";
        draft.Set("kind", found, "members");
        return found ?? "";
    }

    private static void Drop(ImportDraft draft, string[] paths, string kind)
    {
        foreach (string path in paths)
        {
            if (draft.Find(path) is { } member)
            {
                draft.Remove(path);
                if (member.Json is not ("\"bf16\"" or "\"fp16\"" or "\"none\""))
                {
                    draft.Warnings.Add(member.Place, $"{path} {member.Json.Trim('"')} is left out: it is for {kind} scenarios");
                }
            }
        }
    }
}
