using LlmCostSim.Inference;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Inference;

public class StoredWeightsTests
{
    [Theory]
    [InlineData("q2_k", 3.35)]
    [InlineData("q3_k_m", 3.91)]
    [InlineData("q4_k_s", 4.58)]
    [InlineData("q4_k_m", 4.84)]
    [InlineData("q5_k_m", 5.68)]
    [InlineData("q6_k", 6.56)]
    public void Bytes_GgufOfLlama2_HasThePublishedBitsPerWeight(string format, double bits)
    {
        // llama.cpp examples/quantize/README.md, Llama 2 7B.
        var model = ModelCatalog.Default.Get("llama-2-7b").Spec;
        Assert.Equal(bits, 8 * StoredWeights.Bytes(model, format, early: true)!.Value / ParameterCount.Total(model), 0.01);
    }

    [Theory]
    [InlineData("q2_k", 2.96)]
    [InlineData("q4_0", 4.34)]
    [InlineData("q4_k_m", 4.58)]
    [InlineData("q8_0", 7.96)]
    public void Bytes_GgufOfLlama3_HasThePublishedSize(string format, double gib)
    {
        // llama.cpp quantize's help text, Llama-3-8B.
        Assert.Equal(gib, StoredWeights.Bytes(ModelCatalog.Default.Get("llama-3-8b").Spec, format)!.Value / Math.Pow(1024, 3), 0.02);
    }

    [Theory]
    [InlineData("int4-gptq-g128", 36.65)]
    [InlineData("int4-gptq", 35.33)]
    [InlineData("int3-gptq-g64", 29.30)]
    public void Bytes_GptqOfLlama2_70B_HasThePublishedSize(string format, double gb)
    {
        // Model cards of GPTQ files of Llama-2-70B derivatives.
        Assert.Equal(gb, StoredWeights.Bytes(ModelCatalog.Default.Get("llama-2-70b").Spec, format)!.Value / 1e9, 0.1);
    }

    [Theory]
    [InlineData("nf4", 4.5)]
    [InlineData("nf4-dq", 4.127)]
    [InlineData("fp8", 8)]
    public void MatrixBits_Formats_IncludeTheirScales(string format, double bits) =>
        Assert.Equal(bits, StoredWeights.MatrixBits(format)!.Value, 0.001);

    [Theory]
    [InlineData("q4_k_m")]
    [InlineData("q8_0")]
    [InlineData("fp32")]
    [InlineData("awq")]
    public void Served_OnOneAccelerator_WeightsTakeTheBytesOfTheirFile(string format)
    {
        var model = ModelCatalog.Default.Get("llama-2-7b").Spec;
        var scenario = new ScenarioReader().Read(
            $$"""
            { "kind": "inference", "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1 },
              "strategy": { "weights": "{{format}}" }, "workload": { "inputTokens": 8, "outputTokens": 8 } }
            """
        );
        var report = Assert.IsType<InferenceReport>(new Estimator().Estimate(scenario));
        var stored = StoredWeights.Bytes(model, format == "awq" ? "int4-awq-g128" : format)!.Value;
        Assert.Equal(1, report.Estimate.Memory.Weights.TotalBytes / stored, 6);
    }

    [Fact]
    public void MeanBits_UnknownFormat_Throws() =>
        Assert.Throws<ArgumentException>(() => StoredWeights.MeanBits(ModelCatalog.Default.Get("llama-2-7b").Spec, "q9_x"));

    [Fact]
    public void Bytes_UnknownFormat_IsNull() => Assert.Null(StoredWeights.Bytes(ModelCatalog.Default.Get("llama-2-7b").Spec, "q9_x"));
}
