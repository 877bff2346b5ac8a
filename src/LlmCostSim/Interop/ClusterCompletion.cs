namespace LlmCostSim.Interop;

/// <summary>The accelerators of a scenario, from what its author states, from the files' processes, or from the ranks of the layout.</summary>
internal static class ClusterCompletion
{
    public static void Apply(ImportDraft draft, ImportCompletion completion, string kind)
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

    /// <summary>Ranks that hold one copy of the model.</summary>
    public static double ModelRanks(ImportDraft draft, string kind) =>
        (draft.Number("strategy.tensor") ?? 1)
        * (draft.Number("strategy.pipeline") ?? 1)
        * (kind == "training" ? draft.Number("strategy.context") ?? 1 : 1);

    private static double? Ranks(ImportDraft draft, string kind, ImportCompletion completion) =>
        draft.Number("strategy.data") is { } data ? data * ModelRanks(draft, kind)
        : kind == "inference" || completion.Accelerator is not null ? ModelRanks(draft, kind)
        : null;
}
