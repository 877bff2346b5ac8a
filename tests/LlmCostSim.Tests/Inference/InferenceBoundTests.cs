using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Inference;

public sealed class InferenceBoundTests
{
    // NVIDIA/TensorRT-LLM docs/source/performance.md at 138f96d, "Peak Throughput": LLaMA-7B, 8-bit weights and a 16-bit cache on one L40S.
    // Its 864 GB/s cannot read that cache so often.
    [Theory]
    [InlineData(64, 128, 2048, 1622)]
    [InlineData(16, 2048, 2048, 531)]
    public void PublishedThroughput_CacheReadFasterThanTheMemory_IsRecognisedAsImpossible(
        int batch,
        int input,
        int output,
        double tokensPerSecond
    )
    {
        Assert.True(Llama(batch, input, output, 2, tokensPerSecond).IsImpossible);
        Assert.False(Llama(batch, input, output, 1, tokensPerSecond).IsImpossible); // with an 8-bit cache it would be possible
    }

    [Fact]
    public void PublishedThroughput_WithinTheMemory_IsPossible() => Assert.False(Llama(64, 128, 128, 2, 3240).IsImpossible);

    private static InferenceMeasurement Llama(int batch, int input, int output, double cacheBytes, double measured)
    {
        var chip = HardwareCatalog.Default.Get("L40S-48GB");
        var engine = EngineCatalog.Default.Get("tensorrt-llm-0.5");
        return new InferenceMeasurement
        {
            Estimator = new InferenceEstimator(ModelCatalog.Default.Get("llama-7b").Spec, Cluster.Create(chip, 1, 1), engine),
            Engine = engine,
            Accelerator = chip,
            Strategy = new InferenceStrategy
            {
                Weights = NumberFormat.Fp8,
                WeightBits = 8,
                CacheBytes = cacheBytes,
            },
            Batch = new InferenceWorkload(batch, input, output),
            Metric = InferenceMetric.OutputRate,
            Measured = measured,
        };
    }
}
