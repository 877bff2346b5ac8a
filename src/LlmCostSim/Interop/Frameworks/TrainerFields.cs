using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Interop;

/// <summary>
/// The fields that Hugging Face's TrainingArguments have, and with them every tool that passes them on (TRL, LLaMA-Factory).
/// </summary>
internal static class TrainerFields
{
    public static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of(
        (
            "learning rates and their schedules do not change the cost",
            [
                "learning_rate",
                "lr_scheduler_type",
                "lr_scheduler_kwargs",
                "lr_scheduler",
                "warmup_ratio",
                "warmup_steps",
                "weight_decay",
                "adam_beta1",
                "adam_beta2",
                "adam_epsilon",
                "max_grad_norm",
                "label_smoothing_factor",
                "optim_args",
                "loraplus_lr_ratio",
                "cosine_min_lr_ratio",
            ]
        ),
        (
            "logging does not change the cost",
            [
                "logging_dir",
                "logging_steps",
                "logging_first_step",
                "logging_strategy",
                "logging_nan_inf_filter",
                "log_level",
                "log_level_replica",
                "log_on_each_node",
                "report_to",
                "run_name",
                "disable_tqdm",
                "plot_loss",
                "include_num_input_tokens_seen",
                "include_tokens_per_second",
                "wandb_project",
                "wandb_entity",
                "wandb_watch",
                "wandb_name",
                "wandb_log_model",
                "wandb_run_id",
                "debug",
            ]
        ),
        (
            "evaluation and checkpoints are not part of a training step",
            [
                "eval_strategy",
                "evaluation_strategy",
                "eval_steps",
                "eval_delay",
                "eval_on_start",
                "do_eval",
                "do_predict",
                "do_train",
                "per_device_eval_batch_size",
                "eval_batch_size",
                "eval_accumulation_steps",
                "val_size",
                "val_set_size",
                "save_strategy",
                "save_steps",
                "save_total_limit",
                "save_safetensors",
                "save_only_model",
                "save_on_each_node",
                "saves_per_epoch",
                "evals_per_epoch",
                "load_best_model_at_end",
                "metric_for_best_model",
                "greater_is_better",
                "resume_from_checkpoint",
                "predict_with_generate",
                "output_dir",
                "overwrite_output_dir",
                "hub_model_id",
                "hub_token",
                "hub_strategy",
                "push_to_hub",
                "eval_sample_packing",
                "early_stopping_patience",
                "auto_resume_from_checkpoints",
            ]
        ),
        (
            "how data is loaded is taken to hide behind the GPU",
            [
                "dataloader_num_workers",
                "dataloader_pin_memory",
                "dataloader_drop_last",
                "dataloader_prefetch_factor",
                "dataloader_persistent_workers",
                "preprocessing_num_workers",
                "overwrite_cache",
                "remove_unused_columns",
                "dataset",
                "datasets",
                "dataset_dir",
                "dataset_prepared_path",
                "template",
                "chat_template",
                "train_on_inputs",
                "shuffle_merged_datasets",
                "dataset_text_field",
            ]
        ),
        ("seeds do not change the cost", ["seed", "data_seed", "full_determinism"])
    );

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
