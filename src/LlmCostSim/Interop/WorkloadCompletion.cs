using System.Globalization;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Interop;

/// <summary>The workload of a scenario, from steps, epochs and lengths that files state together; what no file states is assumed and said.</summary>
internal static class WorkloadCompletion
{
    // The prompt and answer that an inference scenario gets when nobody states one: a page of text, and a paragraph.
    private const int AssumedInput = 1024;
    private const int AssumedOutput = 256;

    public static void ForTraining(ImportDraft draft, int longest)
    {
        if (draft.Has("cluster.accelerator") && longest > 0)
        {
            Assume(draft, "workload.sequenceLength", longest);
        }

        double? data =
            draft.Number("strategy.data")
            ?? (
                draft.Number("cluster.count") is { } count && count % ClusterCompletion.ModelRanks(draft, "training") == 0
                    ? count / ClusterCompletion.ModelRanks(draft, "training")
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

    public static void ForInference(ImportDraft draft, int longest)
    {
        if (!draft.Has("cluster.accelerator"))
        {
            return;
        }

        // Half of a short window each, where the window does not hold the usual prompt and answer.
        double window = draft.Number("stated.maxModelLength") ?? (longest > 0 ? longest : AssumedInput + AssumedOutput);
        Assume(draft, "workload.inputTokens", Math.Max(1, Math.Min(AssumedInput, Math.Floor(window / 2))));
        Assume(draft, "workload.outputTokens", Math.Max(1, Math.Min(AssumedOutput, Math.Floor(window / 2))));
    }

    private static void SetTokens(ImportDraft draft)
    {
        if (draft.Has("workload.tokens") || draft.Has("workload.examples") || draft.Number("workload.sequenceLength") is not { } length)
        {
            return;
        }

        double? sequences = draft.Number("stated.sequences") ?? (draft.Number("stated.steps") * draft.Number("workload.globalBatch"));
        if (sequences * length is > 0 and < WorkloadInput.MostTokens and { } tokens)
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
}
