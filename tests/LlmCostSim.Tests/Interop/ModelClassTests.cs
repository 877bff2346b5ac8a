using LlmCostSim.Interop;
using LlmCostSim.Lowering;
using LlmCostSim.Models;

namespace LlmCostSim.Tests.Interop;

/// <summary>Classes of models that a <c>config.json</c> names: what is fixed without a key, and what cannot be read.</summary>
public sealed class ModelClassTests
{
    /// <summary>
    /// Models of many classes, most of them not in the catalogue: parameters in billions as their cards give them, and those active per
    /// token.
    /// </summary>
    [Theory]
    [InlineData("qwen-7b", 7.7213, 7.7213)]
    [InlineData("gpt-neo-2.7b", 2.6513, 2.6513)]
    [InlineData("olmoe-1b-7b", 6.919, 1.28)]
    [InlineData("phi-3.5-moe", 41.9, 6.6)]
    [InlineData("kimi-k2.5", 1026, 32.9)]
    [InlineData("glm-4.7-flash", 30, 3.9)]
    [InlineData("minicpm3-4b", 4.07, 4.07)]
    [InlineData("persimmon-8b", 9.4, 9.4)]
    [InlineData("dbrx", 131.5965, 36.5)]
    [InlineData("arctic", 479, 17.3)]
    [InlineData("llama-4-scout", 107.8, 17.2)]
    [InlineData("baichuan2-13b", 13.9, 13.9)]
    [InlineData("gemma-2-9b", 9.2417, 9.2417)]
    [InlineData("gemma-3-4b", 3.88, 3.88)]
    [InlineData("command-r", 34.98, 34.98)]
    [InlineData("deepseek-v2-lite", 15.7065, 2.66)]
    [InlineData("gpt-oss-20b", 20.9147, 4.19)]
    [InlineData("qwen3-next-80b-a3b", 79.67, 3.24)]
    public void Read_PublishedConfig_HasThePublishedParameters(string file, double billions, double active)
    {
        ImportResult result = ConfigurationImporter.Read(ConfigFile.Read(file));
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal("hugging-face", result.Format);
        Assert.InRange(ParameterCount.Total(result.Model!) / (billions * 1e9), 0.99, 1.01);
        Assert.InRange(ParameterCount.Active(result.Model!) / (active * 1e9), 0.98, 1.02);
    }

    [Theory]
    [InlineData("mamba", "state")]
    [InlineData("jamba", "state")]
    [InlineData("bert", "encoders")]
    [InlineData("bart", "T5")]
    public void Read_ClassOfAnotherKind_IsAnErrorThatSaysWhy(string type, string reason)
    {
        ImportResult result = ConfigurationImporter.Read(
            $$"""{ "model_type": "{{type}}", "hidden_size": 1024, "num_hidden_layers": 4, "num_attention_heads": 8, "vocab_size": 1000 }"""
        );
        string message = Assert.Single(result.Errors).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("docs/scenario.md", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mamba_d_state", "16", "$.mamba_d_state")]
    [InlineData("interleave_moe_layer_step", "2", "$.interleave_moe_layer_step")]
    [InlineData("moe_layer_freq", "[0, 1, 0, 1]", "$.moe_layer_freq[2]")]
    public void Read_UnknownClassWithLayersOfAnotherKind_IsAnErrorAtItsKey(string key, string value, string path)
    {
        ImportResult result = HuggingFaceConfigReader.Read(
            $$"""
            { "model_type": "newllm", "hidden_size": 1024, "num_hidden_layers": 4, "num_attention_heads": 8, "intermediate_size": 3072,
              "vocab_size": 1000, "num_experts": 8, "num_experts_per_tok": 2, "{{key}}": {{value}} }
            """
        );
        Assert.Equal(path, Assert.Single(result.Errors).Path);
    }

    [Fact]
    public void Read_LinearAttention_SaysWhatCostsTooMuch() =>
        Assert.Contains(
            HuggingFaceConfigReader.Read(ConfigFile.Read("qwen3-next-80b-a3b")).Warnings,
            warning => warning.Message.Contains("linear attention", StringComparison.Ordinal)
        );

    [Fact]
    public void Read_UnknownClassWithARectifier_HasNoGate()
    {
        ImportResult result = HuggingFaceConfigReader.Read(
            """
            { "model_type": "newllm", "hidden_size": 1024, "num_hidden_layers": 4, "num_attention_heads": 8, "intermediate_size": 3072,
              "vocab_size": 1000, "hidden_act": "relu2" }
            """
        );
        Assert.Equal(FeedForwardKind.Relu, result.Model!.FeedForward);
        Assert.Contains(result.Warnings, warning => warning.Message.Contains("without a gate", StringComparison.Ordinal));
    }
}
