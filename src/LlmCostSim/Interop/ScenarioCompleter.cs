using System.Globalization;
using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>
/// Derives what imported files say together (the number of accelerators, the global batch, the tokens of the run) and adds what the author
/// states, so that a whole scenario results.
/// </summary>
public static class ScenarioCompleter
{
    private const double MostTokens = 1e18;

    // The prompt and answer that an inference scenario gets when nobody states one: a page of text, and a paragraph.
    private const int AssumedInput = 1024;
    private const int AssumedOutput = 256;

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
        SetCluster(draft, completion, kind);
        if (kind == "training")
        {
            CompleteTraining(draft, longest);
        }
        else if (kind == "inference")
        {
            CompleteInference(draft, longest);
        }

        if (draft.Has("cluster.accelerator") && draft.Model is null && !draft.Has("model"))
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

        if (draft.Model is not null || draft.Has("model"))
        {
            return draft.Model;
        }

        if (BaseModelName.Find(name, models) is { } entry)
        {
            draft.Set("model", entry.Id, stated.Place);
            return entry.Spec;
        }

        draft.Warnings.Add(stated.Place, $"'{JsonInput.Short(name)}' is not in the catalogue; give its config.json, too, or --set model=…");
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

    private static void SetCluster(ImportDraft draft, ImportCompletion completion, string kind)
    {
        draft.Set("cluster.accelerator", completion.Accelerator, "--gpu");
        double? nodes = draft.Number("stated.nodes"),
            perNode = completion.PerNode ?? draft.Number("stated.perNode");
        double? processes = draft.Number("stated.processes") ?? nodes * perNode;
        double? count =
            completion.Count ?? processes ?? (draft.Has("cluster.count") ? draft.Number("cluster.count") : Ranks(draft, kind, completion));
        if (count is { } known)
        {
            draft.Set("cluster.count", known, completion.Count is not null ? "--count" : draft.Find("stated.processes")?.Place ?? "ranks");
        }

        perNode ??= processes is { } all && nodes is > 0 && all % nodes == 0 && all == count ? all / nodes : null;
        if (perNode is { } each && each <= (count ?? each))
        {
            draft.Set("cluster.perNode", each, draft.Find("stated.nodes")?.Place ?? "--per-node");
        }

        // What the files say of replicas held for their number of accelerators, not for another.
        if (
            completion.Count is { } asked
            && draft.Find("strategy.data") is { } data
            && draft.Number("strategy.data") is { } replicas
            && replicas * ModelRanks(draft, kind) != asked
        )
        {
            draft.Remove("strategy.data");
            draft.Warnings.Add(data.Place, $"{data.Json} replicas do not make up the {asked} accelerators of --count; derived anew");
        }
    }

    private static double ModelRanks(ImportDraft draft, string kind) =>
        (draft.Number("strategy.tensor") ?? 1)
        * (draft.Number("strategy.pipeline") ?? 1)
        * (kind == "training" ? draft.Number("strategy.context") ?? 1 : 1);

    private static double? Ranks(ImportDraft draft, string kind, ImportCompletion completion) =>
        draft.Number("strategy.data") is { } data ? data * ModelRanks(draft, kind)
        : kind == "inference" || completion.Accelerator is not null ? ModelRanks(draft, kind)
        : null;

    private static void CompleteTraining(ImportDraft draft, int longest)
    {
        Drop(draft, InferenceOnly, "inference");
        if (draft.Has("cluster.accelerator") && longest > 0)
        {
            Assume(draft, "workload.sequenceLength", longest);
        }

        double? data =
            draft.Number("strategy.data")
            ?? (
                draft.Number("cluster.count") is { } count && count % ModelRanks(draft, "training") == 0
                    ? count / ModelRanks(draft, "training")
                    : null
            );
        double micro = draft.Number("strategy.microBatch") ?? 1;
        if (!draft.Has("workload.globalBatch") && draft.Number("stated.gradientAccumulationSteps") is { } steps && data is { } replicas)
        {
            draft.Set(
                "workload.globalBatch",
                micro * steps * replicas,
                string.Create(CultureInfo.InvariantCulture, $"{micro} sequences · {steps} micro-batches · {replicas} replicas")
            );
        }

        SetTokens(draft);
        SetExamples(draft);
    }

    private static void SetTokens(ImportDraft draft)
    {
        if (draft.Has("workload.tokens") || draft.Has("workload.examples") || draft.Number("workload.sequenceLength") is not { } length)
        {
            return;
        }

        double? sequences = draft.Number("stated.sequences") ?? (draft.Number("stated.steps") * draft.Number("workload.globalBatch"));
        if (sequences * length is > 0 and < MostTokens and { } tokens)
        {
            string of = draft.Has("stated.sequences") ? "sequences" : "steps";
            draft.Set("workload.tokens", tokens, draft.Find("stated." + of)!.Place);
        }
    }

    private static void SetExamples(ImportDraft draft)
    {
        if (draft.Has("workload.examples"))
        {
            CopyIfAbsent(draft, "stated.epochs", "workload.epochs");
            CopyIfAbsent(draft, "stated.packing", "workload.packing");
        }
        else if (draft.Find("stated.epochs") is { } epochs && !draft.Has("workload.tokens"))
        {
            draft.Warnings.Add(
                epochs.Place,
                $"{epochs.Json} epochs of a data set whose size no file states: add --set workload.examples=… for the whole run"
            );
        }
    }

    private static void CopyIfAbsent(ImportDraft draft, string from, string to)
    {
        if (draft.Find(from) is { } member && !draft.Has(to))
        {
            draft.SetJson(to, member.Json, member.Place);
        }
    }

    private static void CompleteInference(ImportDraft draft, int longest)
    {
        Drop(draft, TrainingOnly, "training");
        if (!draft.Has("cluster.accelerator"))
        {
            return;
        }

        // Half of a short window each, where the window does not hold the usual prompt and answer.
        double window = draft.Number("stated.maxModelLength") ?? (longest > 0 ? longest : AssumedInput + AssumedOutput);
        Assume(draft, "workload.inputTokens", Math.Max(1, Math.Min(AssumedInput, Math.Floor(window / 2))));
        Assume(draft, "workload.outputTokens", Math.Max(1, Math.Min(AssumedOutput, Math.Floor(window / 2))));
    }

    private static void Assume(ImportDraft draft, string path, double value)
    {
        if (!draft.Has(path))
        {
            draft.Set(path, value, "assumed");
            draft.Warnings.Add(
                path,
                string.Create(CultureInfo.InvariantCulture, $"no file states it: {value} is assumed; --set {path}=… states it")
            );
        }
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
