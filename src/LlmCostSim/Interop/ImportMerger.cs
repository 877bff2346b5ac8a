using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>Puts what several files say of one job together.</summary>
public static class ImportMerger
{
    private const string FrameworkPath = "strategy.framework";

    // A trainer of Hugging Face that runs DeepSpeed or FSDP is that stack: the more particular word wins, whichever file it stands in.
    private static readonly string[] Particular = ["huggingface", "fsdp", "deepspeed", "megatron", "megatron-deepspeed", "megatron-core"];

    /// <summary>Merges files; where two say different things the later one stands, and the conflict is reported with both places.</summary>
    /// <param name="files">Names and contents, in the order in which they count.</param>
    /// <returns>The whole; with the errors of any file it holds nothing but errors and warnings.</returns>
    public static ImportResult Merge(IReadOnlyList<(string Name, ImportResult Result)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var errors = new InputProblems();
        var warnings = new InputProblems();
        var conflicts = new InputProblems();
        var draft = new ImportDraft(errors, warnings);
        string? modelFile = null;
        foreach ((string name, ImportResult result) in files)
        {
            Copy(name, result.Errors, errors);
            Copy(name, result.Warnings, warnings);
            Copy("", result.Conflicts, conflicts);
            MergeMembers(name, result, draft, conflicts);
            (draft.Model, modelFile) = MergeModel(name, result, draft, modelFile, conflicts);
            draft.Checkpoint = result.Checkpoint ?? draft.Checkpoint;
        }

        return draft.Finish(string.Join('+', files.Select(static f => f.Result.Format).Distinct(StringComparer.Ordinal))) with
        {
            Conflicts = [.. conflicts],
        };
    }

    private static void MergeMembers(string name, ImportResult result, ImportDraft draft, InputProblems conflicts)
    {
        foreach (ImportedMember member in result.Members)
        {
            string place = Join(name, member.Place);
            ImportedMember? before = draft.Find(member.Path);
            if (before is not null && member.Path == FrameworkPath)
            {
                if (Rank(before.Json) > Rank(member.Json))
                {
                    continue;
                }
            }
            else if (before is not null && before.Json != member.Json)
            {
                conflicts.Add(place, $"{member.Path} {Plain(member.Json)} stands, not {Plain(before.Json)} of {before.Place}");
            }

            draft.SetJson(member.Path, member.Json, place);
        }
    }

    // A config.json tells more than shapes do, and states what it states on purpose: shapes only fill in.
    private static (ModelSpec? Model, string? File) MergeModel(
        string name,
        ImportResult result,
        ImportDraft draft,
        string? modelFile,
        InputProblems conflicts
    )
    {
        if (result.Model is not { } model || (draft.Model is not null && result.Checkpoint is not null))
        {
            return (draft.Model, modelFile);
        }

        if (draft.Model is { } before && modelFile is not null && draft.Checkpoint is null && before with { Id = model.Id } != model)
        {
            conflicts.Add(name, $"the architecture of {name} stands, not that of {modelFile}");
        }

        return (model, name);
    }

    private static void Copy(string name, IReadOnlyList<InputProblem> from, InputProblems to)
    {
        foreach (InputProblem problem in from)
        {
            to.Add(Join(name, problem.Path), problem.Message);
        }
    }

    private static string Join(string name, string place) => name.Length == 0 ? place : $"{name}: {place}";

    private static int Rank(string json) => Array.IndexOf(Particular, Plain(json));

    private static string Plain(string json) => json.Trim('"');
}
