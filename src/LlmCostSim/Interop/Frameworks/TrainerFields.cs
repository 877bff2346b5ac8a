using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Interop;

/// <summary>
/// The fields that Hugging Face's TrainingArguments have, and with them every tool that passes them on (TRL, LLaMA-Factory).
/// </summary>
internal static class TrainerFields
{
    public static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("trainers");

    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        fields.Copy(draft, "strategy.microBatch", "per_device_train_batch_size", ConfigFields.MostSequences);
        fields.Copy(draft, "stated.gradientAccumulationSteps", "gradient_accumulation_steps", ConfigFields.MostSequences);
        draft.Set("stated.epochs", fields.Number("num_train_epochs"), fields.Place("num_train_epochs"));
        ReadSteps(fields, draft);
        PrecisionFields.Read(fields, draft);
        ReadOptimizer(fields, "optim", draft);
        ReadCheckpointing(fields, draft);
        ReadLauncher(fields, draft);
        DeepSpeedFields.Read(fields, draft);
        FsdpFields.ReadWords(fields, draft);
        if (fields.Object("fsdp_config") is { } fsdp)
        {
            FsdpFields.Read(fsdp, draft);
        }
    }

    /// <summary><c>max_steps</c>, where -1 leaves it to the epochs.</summary>
    public static void ReadSteps(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Int(-1, int.MaxValue, "max_steps") is { } steps and > 0)
        {
            draft.Set("stated.steps", steps, fields.Place("max_steps"));
        }
    }

    public static void ReadOptimizer(ConfigFields fields, string name, ImportDraft draft)
    {
        if (fields.Text(name) is not { } word)
        {
            return;
        }

        if (OptimizerNames.Find(word, out string? remark) is not { } kind)
        {
            fields.Warn(name, $"'{JsonInput.Short(word)}' is not known; left to the scenario");
            return;
        }

        draft.Set("strategy.optimizer", ScenarioNames.Optimizers, kind, fields.Place(name));
        if (remark is not null)
        {
            fields.Warn(name, remark);
        }
    }

    // The launchers of a command line: torchrun, accelerate launch, deepspeed.
    private static void ReadLauncher(ConfigFields fields, ImportDraft draft)
    {
        fields.Copy(draft, "stated.perNode", fields.Has("num_gpus") ? "num_gpus" : "nproc_per_node", ConfigFields.MostRanks);
        fields.Copy(
            draft,
            "stated.nodes",
            fields.Has("num_nodes") ? "num_nodes"
                : fields.Has("num_machines") ? "num_machines"
                : "nnodes",
            ConfigFields.MostRanks
        );
        fields.Copy(draft, "stated.processes", "num_processes", ConfigFields.MostRanks);
        if (draft.Has("stated.perNode") && !draft.Has("stated.nodes"))
        {
            draft.Set("stated.nodes", 1, "one machine");
        }
    }

    /// <summary><c>gradient_checkpointing</c>: true, or the name of a way of doing it.</summary>
    public static void ReadCheckpointing(ConfigFields fields, ImportDraft draft)
    {
        const string Name = "gradient_checkpointing";
        if (fields.Switch(Name) is not { } on)
        {
            return;
        }

        draft.Set("strategy.recompute", on ? "full" : "none", fields.Place(Name));
        if (fields.IsText(Name, "offload") || fields.IsText(Name, "offload_disk") || fields.IsText(Name, "unsloth"))
        {
            draft.Set("strategy.offload.activations", fields.IsText(Name, "offload_disk") ? "nvme" : "cpu", fields.Place(Name));
        }
    }
}
