using LlmCostSim.Interop;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Interop;

public sealed class ConfigurationImporterTests
{
    private static readonly string[] Files =
    [
        .. Directory
            .GetFiles(Path.Combine(AppContext.BaseDirectory, "Interop", "Configs"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText),
    ];

    private static readonly string[] Absurd =
    [
        "-1",
        "0",
        "1e308",
        "1e999",
        "99999999999999999999999",
        "\"x\"",
        "[]",
        "{}",
        "null",
        "true",
        "[[[1]]]",
        "2147483647",
        "0.5",
        "\"\\ud800\"",
    ];

    [Theory]
    [InlineData("{ \"model_type\": \"llama\" }", "hugging-face")]
    [InlineData("  { \"train_micro_batch_size_per_gpu\": 1 }", "deepspeed")]
    [InlineData("{ \"bf16\": { \"enabled\": true } }", "deepspeed")]
    [InlineData("--num-layers 3", "megatron")]
    [InlineData("#!/bin/bash\ntorchrun x.py --bf16", "megatron")]
    [InlineData("", "hugging-face")]
    [InlineData("[1]", "hugging-face")]
    public void Read_Text_IsGivenToTheRightReader(string text, string format) =>
        Assert.Equal(format, ConfigurationImporter.Read(text).Format);

    /// <summary>Cut, doubled and mutated files never throw, and either give a sound model or errors.</summary>
    [Property(MaxTest = 300)]
    public void Read_DamagedFile_NeverThrows(Seed file, Seed cut, Seed at, byte change)
    {
        string text = Files[file.Below(Files.Length)];
        int place = at.Below(text.Length);
        string damaged = (cut.Value & 3) switch
        {
            0 => text[..place],
            1 => text.Remove(place, 1),
            2 => text[..place] + (char)change + text[(place + 1)..],
            _ => text[..place] + text[Math.Max(0, place - 20)..],
        };
        ImportResult result = ConfigurationImporter.Read(damaged);
        AssertWhole(result);
        Assert.True(result.Model is null || result.Model.Attention.Heads % result.Model.Attention.KeyValueHeads == 0);
    }

    [Fact]
    public void Read_ArchitectureWithATrainersField_IsAnArchitecture()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            { "architectures": ["LlamaForCausalLM"], "model_type": "llama", "gradient_checkpointing": false, "hidden_size": 512,
              "num_hidden_layers": 2, "num_attention_heads": 8, "intermediate_size": 1024, "vocab_size": 1000 }
            """
        );
        Assert.Equal("hugging-face", result.Format);
        Assert.NotNull(result.Model);
    }

    [Fact]
    public void Read_FileOfNoKind_SaysWhichKindsThereAre()
    {
        string message = Assert.Single(ConfigurationImporter.Read("""{ "services": { "web": { "image": "x" } } }""").Errors).Message;
        Assert.Contains("llama-factory", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TrainersCommandLine_IsReadAsItsFile()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            #!/bin/bash
            BATCH=4
            torchrun --nproc_per_node=8 --master_port=20001 train.py \
                --model_name_or_path meta-llama/Llama-2-7b-hf --bf16 True --tf32 True --num_train_epochs 3 \
                --per_device_train_batch_size ${BATCH} --gradient_accumulation_steps 4 --gradient_checkpointing True \
                --model_max_length 2048 --optim adamw_torch_fused --learning_rate 2e-5 --deepspeed ds.json
            """
        );
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal("training-arguments", result.Format);
        Assert.Equal(
            "framework=\"deepspeed\" microBatch=4 precision=\"bf16\" optimizer=\"adamw\" recompute=\"full\"",
            ConfigFile.Members(result, "strategy")
        );
        Assert.Contains("perNode=8 nodes=1", ConfigFile.Members(result, "stated"), StringComparison.Ordinal);
        Assert.Contains(
            result.Warnings,
            warning => warning.Path == "line 6: $.learning_rate" && warning.Message.StartsWith("ignored", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("flash_attention_2", "\"flash\"")]
    [InlineData("eager", "\"unfused\"")]
    public void Read_TrlsModelArguments_SayHowAttentionIsComputed(string word, string attention) =>
        Assert.Equal(
            attention,
            ConfigurationImporter
                .Read($$"""{ "per_device_train_batch_size": 1, "attn_implementation": "{{word}}" }""")
                .Find("strategy.attention")
                ?.Json
        );

    [Fact]
    public void Read_LlamaFactorysCommandLine_IsReadAsItsFile()
    {
        ImportResult result = ConfigurationImporter.Read(
            "--stage sft --finetuning_type full --model_name_or_path x --use_galore --cutoff_len 1024 --per_device_train_batch_size 1 --pure_bf16"
        );
        Assert.Equal("llama-factory", result.Format);
        Assert.Equal("\"none\"", result.Find("strategy.masterWeights")?.Json);
        Assert.Contains(result.Warnings, warning => warning.Message.Contains("needs more memory", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--lora_target_modules q_proj k_proj v_proj o_proj --bf16")]
    [InlineData("--lora_target_modules 'q_proj' 'k_proj' \\\n  v_proj o_proj \\\n  --bf16")]
    [InlineData("--bf16 --lora_target_modules q_proj,k_proj,v_proj,o_proj > gate_proj")]
    [InlineData("--bf16 --lora_target_modules q_proj k_proj v_proj o_proj; echo up_proj")]
    [InlineData("--bf16 --lora_target_modules \"q_proj k_proj v_proj o_proj\" | tee gate_proj\necho up_proj")]
    [InlineData("--bf16 --lora_target_modules q_proj k_proj v_proj o_proj\nup_proj")]
    public void Read_SeveralWordsOfATrainersOption_AreAllRead(string options)
    {
        ImportResult result = ConfigurationImporter.Read(
            $"accelerate launch --num_processes 8 train.py --per_device_train_batch_size 1 --use_peft {options}"
        );
        Assert.Equal("training-arguments", result.Format);
        Assert.Equal(
            ConfigurationImporter
                .Read(
                    """{ "per_device_train_batch_size": 1, "use_peft": true, "lora_target_modules": ["q_proj", "k_proj", "v_proj", "o_proj"] }"""
                )
                .Find("strategy.adapter.targets")!
                .Json,
            result.Find("strategy.adapter.targets")?.Json
        );
        Assert.DoesNotContain(result.Warnings, warning => warning.Message.Contains("not a known matrix", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--fsdp \"full_shard auto_wrap offload\"")]
    [InlineData("--fsdp='full_shard auto_wrap offload'")]
    [InlineData("--fsdp full_shard auto_wrap offload")]
    public void Read_WordsOfFsdpInACommandLine_KeepOffload(string option)
    {
        ImportResult result = ConfigurationImporter.Read($"torchrun train.py --per_device_train_batch_size 1 {option} --bf16 True");
        Assert.Equal("\"fsdp-full\"", result.Find("strategy.sharding")?.Json);
        Assert.Equal("\"cpu\"", result.Find("strategy.offload.optimizer")?.Json);
    }

    [Theory]
    [InlineData("training-arguments")]
    [InlineData("llama-factory")]
    [InlineData("megatron")]
    public void Read_OptionsLongerThanTheBound_AreAnError(string kind)
    {
        ImportResult result = ConfigurationImporter.Read("--per_device_train_batch_size 1" + new string(' ', 1_200_000), kind);
        Assert.Equal(kind, result.Format);
        Assert.Contains(result.Errors, error => error.Message.Contains("characters; at most", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TrainersOptionGivenTwice_Warns()
    {
        ImportResult result = ConfigurationImporter.Read("--per_device_train_batch_size 1\n--per_device_train_batch_size 2");
        Assert.True(result.Succeeded);
        Assert.Contains(
            result.Warnings,
            warning =>
                warning.Path == "line 2: --per-device-train-batch-size"
                && warning.Message.StartsWith("given again", StringComparison.Ordinal)
        );
    }

    /// <summary>Values of the wrong kind or of absurd size in any member never throw.</summary>
    [Property(MaxTest = 300)]
    public void Read_AbsurdValue_NeverThrows(Seed file, Seed member, Seed value)
    {
        string text = Files[file.Below(Files.Length)];
        string[] parts = text.Split(':');
        if (parts.Length < 3)
        {
            return;
        }

        int which = 1 + member.Below(parts.Length - 2);
        int end = parts[which].LastIndexOf(',');
        if (end < 0)
        {
            return;
        }

        parts[which] = Absurd[value.Below(Absurd.Length)] + parts[which][end..];
        ImportResult result = ConfigurationImporter.Read(string.Join(':', parts));
        AssertWhole(result);
    }

    private static void AssertWhole(ImportResult result)
    {
        Assert.True(result.Succeeded || result.Model is null);
        Assert.True(!result.Succeeded || result.Format != "hugging-face" || result.Model is not null);
    }
}
