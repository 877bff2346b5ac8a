using LlmCostSim.Interop;
using LlmCostSim.Lowering;
using LlmCostSim.Models;

namespace LlmCostSim.Tests.Interop;

public sealed class HuggingFaceConfigReaderTests
{
    /// <summary>
    /// Every configuration gives the architecture of the catalogue; where the values are from is in the README beside them.
    /// </summary>
    [Theory]
    [InlineData("bloom", "bloom-176b")]
    [InlineData("codellama-34b", "codellama-34b")]
    [InlineData("deepseek-v3", "deepseek-v3")]
    [InlineData("falcon-40b.new-style", "falcon-40b")]
    [InlineData("falcon-40b.old-style", "falcon-40b")]
    [InlineData("falcon-7b.new-style", "falcon-7b")]
    [InlineData("falcon-7b.old-style", "falcon-7b")]
    [InlineData("flan-t5-xl", "flan-t5-xl")]
    [InlineData("gemma-2b", "gemma-2b")]
    [InlineData("gemma-7b", "gemma-7b")]
    [InlineData("gpt-j-6b", "gpt-j-6b")]
    [InlineData("gpt-neox-20b", "gpt-neox-20b")]
    [InlineData("llama-2-13b", "llama-2-13b")]
    [InlineData("llama-2-70b", "llama-2-70b")]
    [InlineData("llama-2-7b", "llama-2-7b")]
    [InlineData("llama-3-70b", "llama-3-70b")]
    [InlineData("llama-3-8b", "llama-3-8b")]
    [InlineData("llama-3.1-405b", "llama-3.1-405b")]
    [InlineData("llama-3.1-70b", "llama-3.1-70b")]
    [InlineData("llama-3.1-8b", "llama-3.1-8b")]
    [InlineData("llama-7b", "llama-7b")]
    [InlineData("minimax-m2.5", "minimax-m2.5")]
    [InlineData("mistral-7b", "mistral-7b-v0.1")]
    [InlineData("mixtral-8x22b", "mixtral-8x22b")]
    [InlineData("mixtral-8x7b", "mixtral-8x7b-v0.1")]
    [InlineData("mpt-7b-storywriter", "mpt-7b-storywriter-65k")]
    [InlineData("mpt-7b", "mpt-7b")]
    [InlineData("opt-13b", "opt-13b")]
    [InlineData("opt-6.7b", "opt-6.7b")]
    [InlineData("phi-2", "phi-2")]
    [InlineData("pythia-12b", "pythia-12b")]
    [InlineData("pythia-2.8b", "pythia-2.8b")]
    [InlineData("pythia-6.9b", "pythia-6.9b")]
    [InlineData("qwen2.5-72b", "qwen2.5-72b")]
    [InlineData("qwen2.5-7b", "qwen2.5-7b")]
    [InlineData("qwen3-235b-a22b", "qwen3-235b-a22b")]
    [InlineData("qwen3-30b-a3b", "qwen3-30b-a3b")]
    [InlineData("qwen3-32b", "qwen3-32b")]
    [InlineData("qwen3-8b", "qwen3-8b")]
    [InlineData("redpajama-incite-7b", "redpajama-incite-7b")]
    [InlineData("solar-10.7b", "solar-10.7b")]
    [InlineData("tinyllama-1.1b", "tinyllama-1.1b")]
    [InlineData("yi-1.5-34b", "yi-1.5-34b")]
    [InlineData("yi-1.5-6b", "yi-1.5-6b")]
    [InlineData("yi-34b", "yi-34b")]
    [InlineData("yi-6b", "yi-6b")]
    public void Read_PublishedConfig_GivesTheCatalogueArchitecture(string file, string id)
    {
        ImportResult result = HuggingFaceConfigReader.Read(ConfigFile.Read(file), id);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        ModelSpec expected = ModelCatalog.Default.Get(id).Spec;
        ModelSpec read = result.Model!;
        // BLOOM's and T5's files have no longest sequence; Falcon's have none either, and tie the head, which the catalogue counts
        // separately.
        expected = expected with
        {
            MaxSequence = read.MaxSequence == 0 ? 0 : expected.MaxSequence,
            TiedEmbeddings = id.StartsWith("falcon", StringComparison.Ordinal) || expected.TiedEmbeddings,
            FeedForwardSize = expected.Mixture is { } mixture && mixture.DenseLayers == 0 ? read.FeedForwardSize : expected.FeedForwardSize,
        };
        Assert.Equal(expected, read);
    }

    [Fact]
    public void Read_Falcon7B_HasOneKeyValueHeadAndTheTiedCount()
    {
        ImportResult result = HuggingFaceConfigReader.Read(ConfigFile.Read("falcon-7b.new-style"));
        Assert.Equal(1, result.Model!.Attention.KeyValueHeads);
        Assert.Equal(6_921_720_704, ParameterCount.Total(result.Model));
        Assert.Contains(
            result.Warnings,
            warning => warning.Path == "$.num_kv_heads" && warning.Message.Contains("71", StringComparison.Ordinal)
        );
        Assert.Contains(result.Warnings, warning => warning.Path == "$.tie_word_embeddings");
    }

    [Fact]
    public void Read_IgnoredKeys_GetAWarningEach()
    {
        ImportResult result = HuggingFaceConfigReader.Read(ConfigFile.Read("deepseek-v3"));
        foreach (
            string key in (string[])
                [
                    "quantization_config.weight_block_size",
                    "num_nextn_predict_layers",
                    "rope_scaling",
                    "torch_dtype",
                    "bos_token_id",
                    "n_group",
                ]
        )
        {
            Assert.Contains(
                result.Warnings,
                warning => warning.Path == "$." + key && warning.Message.StartsWith("ignored", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData("""{ "quant_method": "fp8", "fmt": "e4m3" }""", "fp8")]
    [InlineData("""{ "quant_method": "gptq", "bits": 4, "group_size": 128 }""", "gptq")]
    [InlineData("""{ "quant_method": "gptq", "bits": 8 }""", "int8-weight-only")]
    [InlineData("""{ "quant_method": "awq", "w_bit": 4 }""", "awq")]
    [InlineData(
        """{ "quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_quant_type": "nf4", "bnb_4bit_use_double_quant": true }""",
        "nf4-dq"
    )]
    [InlineData(
        """{ "quant_method": "compressed-tensors", "config_groups": { "group_0": { "weights": { "num_bits": 8, "type": "int" }, "input_activations": { "num_bits": 8 } } } }""",
        "int8"
    )]
    [InlineData(
        """{ "quant_method": "compressed-tensors", "config_groups": { "group_0": { "weights": { "num_bits": 4, "type": "int" } } } }""",
        "int4"
    )]
    public void Read_QuantizationConfig_GivesTheWeightsOfAnInferenceScenario(string quantization, string weights)
    {
        string json = ConfigFile.Read("llama-2-7b").TrimStart()[1..];
        ImportResult result = HuggingFaceConfigReader.Read($"{{ \"quantization_config\": {quantization}, {json}");
        Assert.Equal($"\"{weights}\"", result.Find("strategy.weights")?.Json);
    }

    [Fact]
    public void Read_UnknownClass_IsReadByTheSharedKeysWithAWarning()
    {
        ImportResult result = HuggingFaceConfigReader.Read(
            """
            { "model_type": "newllm", "hidden_size": 1024, "num_hidden_layers": 4, "num_attention_heads": 8, "num_key_value_heads": 2,
              "intermediate_size": 3072, "vocab_size": 1000, "max_position_embeddings": 512, "tie_word_embeddings": true, "secret": 3 }
            """
        );
        Assert.True(result.Succeeded);
        Assert.Equal(2, result.Model!.Attention.KeyValueHeads);
        Assert.Contains(result.Warnings, warning => warning.Path == "$.model_type");
        Assert.Contains(result.Warnings, warning => warning.Path == "$.secret");
    }

    [Fact]
    public void Read_Gemma2_HasAWindowInEveryOtherLayer()
    {
        ImportResult result = HuggingFaceConfigReader.Read(
            """
            { "model_type": "gemma2", "hidden_size": 2304, "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
              "intermediate_size": 9216, "vocab_size": 256000, "max_position_embeddings": 8192, "sliding_window": 4096, "hidden_activation": "gelu_pytorch_tanh" }
            """,
            "gemma-2-2b"
        );
        Assert.Equal(ModelCatalog.Default.Get("gemma-2-2b").Spec, result.Model);
    }

    [Fact]
    public void Read_Gpt2_GivesTheCatalogueArchitecture()
    {
        ImportResult result = HuggingFaceConfigReader.Read(
            """
            { "model_type": "gpt2", "n_embd": 1600, "n_layer": 48, "n_head": 25, "n_positions": 1024, "n_ctx": 1024, "vocab_size": 50257, "activation_function": "gelu_new" }
            """,
            "gpt2-1558m"
        );
        Assert.Equal(ModelCatalog.Default.Get("gpt2-1558m").Spec, result.Model);
    }

    [Fact]
    public void Read_SeveralProblems_AreAllListedWithTheirPaths()
    {
        ImportResult result = HuggingFaceConfigReader.Read(
            """
            { "model_type": "llama", "hidden_size": -1, "num_hidden_layers": "many", "num_attention_heads": 1e999, "vocab_size": 1.5,
              "intermediate_size": 99999999999999999999, "vocab_size": 3 }
            """
        );
        Assert.Null(result.Model);
        string[] paths = [.. result.Errors.Select(error => error.Path)];
        Assert.Contains("$.hidden_size", paths);
        Assert.Contains("$.num_hidden_layers", paths);
        Assert.Contains("$.num_attention_heads", paths);
        Assert.Contains("$.intermediate_size", paths);
        Assert.True(paths.Count(path => path == "$.vocab_size") >= 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"hidden_size\": NaN}")]
    [InlineData("{\"model_type\": \"falcon\", \"hidden_size\": {\"a\": 1}}")]
    [InlineData("{\"model_type\": \"mpt\", \"attn_config\": [1, 2]}")]
    [InlineData("{\"model_type\": \"t5\", \"feed_forward_proj\": 7}")]
    [InlineData("{\"model_type\": \"deepseek_v3\", \"mlp_only_layers\": [3, \"x\"], \"n_routed_experts\": 2, \"num_experts_per_tok\": 3}")]
    [InlineData("{\"model_type\": \"\\ud800\"}")]
    [InlineData(
        "{\"hidden_size\":16777216,\"num_hidden_layers\":100000,\"num_attention_heads\":1,\"intermediate_size\":16777216,\"vocab_size\":16777216}"
    )]
    public void Read_HostileText_GivesErrorsAndNoException(string json)
    {
        ImportResult result = HuggingFaceConfigReader.Read(json);
        Assert.False(result.Succeeded);
        Assert.Null(result.Model);
    }

    [Fact]
    public void Read_DeepNesting_GivesAnError() =>
        Assert.False(HuggingFaceConfigReader.Read(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1").Succeeded);

    [Fact]
    public void Read_ManyMembers_BoundsItsWarnings()
    {
        string members = string.Join(",", Enumerable.Range(0, 50_000).Select(index => $"\"k{index}\":{index}"));
        ImportResult result = HuggingFaceConfigReader.Read("{" + members + "}");
        Assert.InRange(result.Warnings.Count, 1, 1000);
    }
}
