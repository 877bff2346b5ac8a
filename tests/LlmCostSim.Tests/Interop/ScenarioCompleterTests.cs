using System.Text.Json;
using LlmCostSim.Interop;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Interop;

public sealed class ScenarioCompleterTests
{
    private const string DeepSpeed =
        """{ "zero_optimization": { "stage": 2 }, "bf16": { "enabled": true }, "train_micro_batch_size_per_gpu": 2, "gradient_accumulation_steps": 4 }""";
    private const string Trainer =
        """{ "per_device_train_batch_size": 2, "gradient_accumulation_steps": 8, "max_steps": 100, "bf16": true, "optim": "adafactor", "max_seq_length": 1024 }""";

    private static ImportResult Merge(params (string Name, string Text)[] files) =>
        ImportMerger.Merge([.. files.Select(f => (f.Name, ConfigurationImporter.Read(f.Text)))]);

    [Fact]
    public void Complete_ModelDeepSpeedAndTrainer_MakeAScenarioThatRuns()
    {
        ImportResult merged = Merge(("config.json", ConfigFile.Read("mistral-7b")), ("ds.json", DeepSpeed), ("args.json", Trainer));
        ImportResult whole = ScenarioCompleter.Complete(merged, new ImportCompletion { Accelerator = "A100-SXM-80GB", Count = 8 });
        Assert.Equal("hugging-face+deepspeed+training-arguments", whole.Format);
        var scenario = (TrainingScenario)new ScenarioReader().Read(ImportJson.ToScenario(whole));
        Assert.Equal(2 * 8 * 8, scenario.Workload.GlobalBatch);
        Assert.Equal(100.0 * 128 * 1024, scenario.Workload.Tokens);
        Assert.Equal("deepspeed", scenario.Framework);
        Assert.True(new Estimator().Estimate(scenario).Step.Total.TotalSeconds > 0);
    }

    [Fact]
    public void Merge_Contradiction_IsReportedWithBothPlacesAndTheLaterStands()
    {
        ImportResult merged = Merge(("ds.json", DeepSpeed), ("args.json", Trainer));
        var conflict = Assert.Single(merged.Conflicts);
        Assert.Equal("args.json: $.gradient_accumulation_steps", conflict.Path);
        Assert.Contains("8 stands, not 4 of ds.json: $.gradient_accumulation_steps", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("8", merged.Find("stated.gradientAccumulationSteps")?.Json);
    }

    [Fact]
    public void Merge_ErrorInOneFile_IsListedWithItsNameAndNothingIsKept()
    {
        ImportResult merged = Merge(("config.json", "{ \"hidden_size\": -1 }"), ("ds.json", DeepSpeed));
        Assert.False(merged.Succeeded);
        Assert.Empty(merged.Members);
        Assert.All(merged.Errors, e => Assert.StartsWith("config.json: ", e.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Merge_ConfigBesideItsCheckpoint_KeepsTheConfigsArchitecture()
    {
        ImportResult config = ConfigurationImporter.Read(ConfigFile.Read("llama-3-8b"));
        ImportResult weights = ConfigurationImporter.ReadHeader(
            new MemoryStream(CheckpointFile.Safetensors(CheckpointFile.Llama(32, 4096, 4096, 1024, 14336, 128256)))
        );
        ImportResult merged = ImportMerger.Merge([("config.json", config), ("model.safetensors", weights)]);
        Assert.Same(config.Model, merged.Model);
        Assert.Equal(8_030_261_248, merged.Checkpoint?.Parameters);
        Assert.Empty(merged.Conflicts);
    }

    [Fact]
    public void Complete_VllmArguments_RunAsInference()
    {
        ImportResult import = ConfigurationImporter.Read(
            "vllm serve mistralai/Mistral-7B-Instruct-v0.1 -tp 2 --max-model-len 1K --kv-cache-dtype fp8 --quantization fp8"
        );
        ImportResult whole = ScenarioCompleter.Complete(
            import,
            new ImportCompletion { Accelerator = "H100-SXM-80GB", Members = [("workload.batch", "4")] }
        );
        var scenario = (InferenceScenario)new ScenarioReader().Read(ImportJson.ToScenario(whole));
        Assert.Equal(
            (2, "fp8", 1.0, 4),
            (scenario.Strategy.Tensor, scenario.WeightFormat, scenario.Strategy.CacheBytes, scenario.Workload.Batch)
        );
        Assert.Equal((512, 256), (scenario.Workload.InputTokens, scenario.Workload.OutputTokens));
        Assert.Contains(whole.Warnings, w => w.Path == "workload.inputTokens");
    }

    [Fact]
    public void Complete_ReplicasOfAnotherSize_AreDerivedAnew()
    {
        ImportResult import = ConfigurationImporter.Read(
            "--num-layers 4 --hidden-size 256 --num-attention-heads 4 --seq-length 128 --vocab-size 1000 --nproc-per-node 8 --nnodes 1 --global-batch-size 16 --micro-batch-size 1"
        );
        ImportResult whole = ScenarioCompleter.Complete(import, new ImportCompletion { Accelerator = "A100-SXM-80GB", Count = 4 });
        Assert.Null(whole.Find("strategy.data"));
        Assert.Equal(4, ((TrainingScenario)new ScenarioReader().Read(ImportJson.ToScenario(whole))).Strategy.Layout.Data);
    }

    [Theory]
    [InlineData("meta-llama/Meta-Llama-3.1-8B-Instruct", "llama-3.1-8b")]
    [InlineData("NousResearch/Llama-2-7b-hf", "llama-2-7b")]
    [InlineData("unsloth/llama-3-8b-bnb-4bit", "llama-3-8b")]
    [InlineData("TheBloke/Llama-2-70B-chat-AWQ", "llama-2-70b")]
    [InlineData("mistralai/Mistral-7B-v0.1", "mistral-7b-v0.1")]
    [InlineData("Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4", "qwen2.5-72b")]
    [InlineData("someone/private-thing", null)]
    public void BaseModelName_NameOnAHub_GivesTheCatalogueModel(string name, string? id)
    {
        ImportResult import = ConfigurationImporter.Read(new ConfigTree(JsonSerializer.SerializeToElement(new { base_model = name })));
        Assert.Equal(id, ScenarioCompleter.Complete(import, new ImportCompletion()).Find("model")?.Json.Trim('"'));
    }

    [Theory]
    [InlineData("someone/Meta-Llama-3-8B-Instruct-AWQ", "\"qlora\"")]
    [InlineData("meta-llama/Meta-Llama-3-8B-Instruct", "\"lora\"")]
    public void Complete_AdapterOnAPackedCheckpoint_IsQlora(string model, string kind)
    {
        ImportResult import = ConfigurationImporter.Read(
            $$"""{ "model_name_or_path": "{{model}}", "finetuning_type": "lora", "lora_rank": 8, "lora_target": "all", "cutoff_len": 1024 }"""
        );
        ImportResult whole = ScenarioCompleter.Complete(import, new ImportCompletion());
        Assert.Equal(kind, whole.Find("strategy.adapter.kind")?.Json);
        Assert.Equal("\"llama-3-8b\"", whole.Find("model")?.Json);
    }
}
