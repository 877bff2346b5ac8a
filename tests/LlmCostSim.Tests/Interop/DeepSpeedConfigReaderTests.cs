using LlmCostSim.Interop;

namespace LlmCostSim.Tests.Interop;

public sealed class DeepSpeedConfigReaderTests
{
    [Fact]
    public void Read_StageThreeWithOffload_GivesTheStrategy()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            {
              "train_batch_size": 256, "train_micro_batch_size_per_gpu": 4, "gradient_accumulation_steps": 8,
              "zero_optimization": {
                "stage": 3, "overlap_comm": true, "stage3_prefetch_bucket_size": 5e8,
                "offload_optimizer": { "device": "cpu", "pin_memory": true }, "offload_param": { "device": "nvme", "nvme_path": "/drive" }
              },
              "bf16": { "enabled": true }, "data_types": { "grad_accum_dtype": "fp32" },
              "optimizer": { "type": "AdamW", "params": { "lr": 1e-4 } }, "gradient_clipping": 1.0
            }
            """
        );
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal(
            "framework=\"deepspeed\" microBatch=4 data=8 precision=\"bf16\" mainGradients=\"fp32\" optimizer=\"adamw\" sharding=\"zero3\" offload.optimizer=\"cpu\" offload.parameters=\"nvme\"",
            ConfigFile.Members(result, "strategy")
        );
        Assert.Equal("globalBatch=256", ConfigFile.Members(result, "workload"));
        Assert.Equal("gradientAccumulationSteps=8", ConfigFile.Members(result, "stated"));
        Assert.Contains(result.Warnings, warning => warning.Path == "$.gradient_clipping");
        Assert.Contains(result.Warnings, warning => warning.Path == "$.zero_optimization.overlap_comm");
    }

    [Fact]
    public void Read_AutoValues_AreLeftToTheScenarioWithAWarning()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            { "fp16": { "enabled": "auto" }, "bf16": { "enabled": "auto" }, "zero_optimization": { "stage": 2 },
              "train_batch_size": "auto", "train_micro_batch_size_per_gpu": "auto", "gradient_accumulation_steps": "auto" }
            """
        );
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal("framework=\"deepspeed\" sharding=\"zero2\"", ConfigFile.Members(result, "strategy"));
        Assert.Equal("", ConfigFile.Members(result, "workload"));
        Assert.Equal(3, result.Warnings.Count(warning => warning.Message.StartsWith("auto", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_NothingAboutPrecision_IsFp32WithoutSharding()
    {
        ImportResult result = ConfigurationImporter.Read("{ \"train_micro_batch_size_per_gpu\": 1 }");
        Assert.Equal("framework=\"deepspeed\" microBatch=1 precision=\"fp32\" sharding=\"none\"", ConfigFile.Members(result, "strategy"));
    }

    [Fact]
    public void Read_SeveralProblems_AreAllListedWithTheirPaths()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            { "train_batch_size": 100, "train_micro_batch_size_per_gpu": 3, "gradient_accumulation_steps": 7,
              "bf16": { "enabled": true }, "fp16": { "enabled": true }, "zero_optimization": { "stage": 7, "offload_param": { "device": "disk" } } }
            """
        );
        Assert.False(result.Succeeded);
        Assert.Empty(result.Members);
        Assert.Contains(result.Errors, error => error.Path == "$" && error.Message.Contains("multiple", StringComparison.Ordinal));
        Assert.Contains(result.Errors, error => error.Path == "$" && error.Message.Contains("fp16", StringComparison.Ordinal));
        Assert.Contains(result.Errors, error => error.Path == "$.zero_optimization.stage");
        Assert.Contains(result.Errors, error => error.Path == "$.zero_optimization.offload_param.device");
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("{\"zero_optimization\": 3}")]
    [InlineData("{\"train_batch_size\": 1e999}")]
    [InlineData("{\"fp16\": true}")]
    [InlineData("{\"fp16\": {\"enabled\": 1}}")]
    [InlineData("{\"optimizer\": {\"type\": \"a\", \"type\": \"b\"}}")]
    public void Read_HostileText_GivesErrorsAndNoException(string json) =>
        Assert.False(ConfigurationImporter.Read(json, "deepspeed").Succeeded);
}
