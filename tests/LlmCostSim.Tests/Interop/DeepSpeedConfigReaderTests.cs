using LlmCostSim.Hardware;
using LlmCostSim.Interop;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Interop;

public sealed class DeepSpeedConfigReaderTests
{
    [Fact]
    public void Read_StageThreeWithOffload_GivesTheStrategy()
    {
        ImportResult result = DeepSpeedConfigReader.Read("""
            {
              "train_batch_size": 256, "train_micro_batch_size_per_gpu": 4, "gradient_accumulation_steps": 8,
              "zero_optimization": {
                "stage": 3, "overlap_comm": true, "stage3_prefetch_bucket_size": 5e8,
                "offload_optimizer": { "device": "cpu", "pin_memory": true }, "offload_param": { "device": "nvme", "nvme_path": "/drive" }
              },
              "bf16": { "enabled": true }, "data_types": { "grad_accum_dtype": "fp32" },
              "optimizer": { "type": "AdamW", "params": { "lr": 1e-4 } }, "gradient_clipping": 1.0
            }
            """);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal(
            new ImportedStrategy
            {
                Framework = "deepspeed",
                MicroBatch = 4,
                MicroBatches = 8,
                Data = 8,
                Sharding = Sharding.Zero3,
                Offload = new OffloadPolicy(OffloadTarget.Cpu, OffloadTarget.Nvme),
                Precision = NumberFormat.Bf16,
                MainGradientBytes = 4,
                Optimizer = OptimizerKind.AdamW,
            },
            result.Strategy);
        Assert.Equal(256, result.Workload.GlobalBatch);
        Assert.Contains(result.Warnings, warning => warning.Path == "$.gradient_clipping");
        Assert.Contains(result.Warnings, warning => warning.Path == "$.zero_optimization.overlap_comm");
    }

    [Fact]
    public void Read_AutoValues_AreLeftToTheScenarioWithAWarning()
    {
        ImportResult result = DeepSpeedConfigReader.Read("""
            { "fp16": { "enabled": "auto" }, "bf16": { "enabled": "auto" }, "zero_optimization": { "stage": 2 },
              "train_batch_size": "auto", "train_micro_batch_size_per_gpu": "auto", "gradient_accumulation_steps": "auto" }
            """);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Null(result.Strategy.MicroBatch);
        Assert.Null(result.Strategy.Precision);
        Assert.Null(result.Workload.GlobalBatch);
        Assert.Equal(Sharding.Zero2, result.Strategy.Sharding);
        Assert.Equal(3, result.Warnings.Count(warning => warning.Message.StartsWith("auto", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_NothingAboutPrecision_IsFp32WithoutSharding()
    {
        ImportResult result = DeepSpeedConfigReader.Read("{ \"train_micro_batch_size_per_gpu\": 1 }");
        Assert.Equal(NumberFormat.Fp32, result.Strategy.Precision);
        Assert.Equal(Sharding.None, result.Strategy.Sharding);
    }

    [Fact]
    public void Read_SeveralProblems_AreAllListedWithTheirPaths()
    {
        ImportResult result = DeepSpeedConfigReader.Read("""
            { "train_batch_size": 100, "train_micro_batch_size_per_gpu": 3, "gradient_accumulation_steps": 7,
              "bf16": { "enabled": true }, "fp16": { "enabled": true }, "zero_optimization": { "stage": 7, "offload_param": { "device": "disk" } } }
            """);
        Assert.False(result.Succeeded);
        Assert.Equal(new ImportedStrategy(), result.Strategy);
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
    public void Read_HostileText_GivesErrorsAndNoException(string json) => Assert.False(DeepSpeedConfigReader.Read(json).Succeeded);
}
