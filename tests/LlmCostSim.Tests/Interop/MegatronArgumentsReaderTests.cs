using LlmCostSim.Interop;
using LlmCostSim.Lowering;
using LlmCostSim.Models;

namespace LlmCostSim.Tests.Interop;

public sealed class MegatronArgumentsReaderTests
{
    /// <summary>The GPT-3 of Korthikanti et al. 2022, Table 3: 64 GPUs, TP 8, PP 8, 3 chunks, batch 64.</summary>
    private const string Gpt3 = """
        #!/bin/bash
        TP=8   # tensor-parallel
        NODES=${WORLD:-8}
        GPT_ARGS=(
            --num-layers 96 --hidden-size 12288 \
            --num-attention-heads=96
            --seq-length 2048 --max-position-embeddings 2048
            --vocab-size 50257
        )
        torchrun --nproc_per_node 8 --nnodes $NODES pretrain_gpt.py "${GPT_ARGS[@]}" \
            --tensor-model-parallel-size ${TP} --pipeline-model-parallel-size 8 \
            --num-layers-per-virtual-pipeline-stage 4 --sequence-parallel \
            --micro-batch-size 1 --global-batch-size 64 --train-iters 1000 \
            --recompute-granularity selective --use-distributed-optimizer --fp16 --lr 1e-4
        """;

    [Fact]
    public void Read_LaunchScript_GivesModelStrategyAndWorkload()
    {
        ImportResult result = ConfigurationImporter.Read(Gpt3);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        // Padded to 128 rows for each of 8 ranks: 51,200, the vocabulary of the paper.
        Assert.Equal(ModelCatalog.Default.Get("megatron-gpt-3-175b").Spec with { Id = "imported" }, result.Model);
        Assert.Equal(
            "framework=\"megatron\" tensor=8 sequenceParallel=true pipeline=8 virtualStages=3 data=1 microBatch=1 sharding=\"zero1\" recompute=\"selective\" precision=\"fp16\"",
            ConfigFile.Members(result, "strategy")
        );
        Assert.Equal("globalBatch=64 sequenceLength=2048", ConfigFile.Members(result, "workload"));
        Assert.Equal("perNode=8 nodes=8 processes=64 steps=1000", ConfigFile.Members(result, "stated"));
        Assert.Equal("131072000", ScenarioCompleter.Complete(result, new ImportCompletion()).Find("workload.tokens")?.Json);
        Assert.Contains(result.Warnings, warning => warning.Path.EndsWith("--lr", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" --use-tp-pp-dp-mapping", "\"tensor-context-pipeline-data\"")]
    public void Read_OrderOfRanks_IsTheScenarios(string option, string? order) =>
        Assert.Equal(order, ConfigurationImporter.Read(Gpt3 + option).Find("strategy.order")?.Json);

    [Fact]
    public void Read_LlamaOptions_GiveTheCatalogueArchitecture()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            --num-layers 80 --hidden-size 8192 --ffn-hidden-size 28672 --num-attention-heads 64 --group-query-attention --num-query-groups 8
            --swiglu --normalization RMSNorm --disable-bias-linear --untie-embeddings-and-output-weights --position-embedding-type rope
            --seq-length 4096 --max-position-embeddings 4096 --padded-vocab-size 32000 --bf16 --transformer-impl transformer_engine
            """
        );
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal(ModelCatalog.Default.Get("llama-2-70b").Spec with { Id = "imported" }, result.Model);
        Assert.Equal("\"megatron-core\"", result.Find("strategy.framework")?.Json);
    }

    [Fact]
    public void Read_DeepSeekV3Options_GiveThePublishedCount()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            --num-layers 61 --hidden-size 7168 --ffn-hidden-size 18432 --num-attention-heads 128 --kv-channels 128 --multi-latent-attention
            --q-lora-rank 1536 --kv-lora-rank 512 --qk-head-dim 128 --qk-pos-emb-head-dim 64 --v-head-dim 128
            --num-experts 256 --moe-router-topk 8 --moe-ffn-hidden-size 2048 --moe-shared-expert-intermediate-size 2048 --moe-layer-freq "([0]*3+[1]*58)"
            --moe-router-enable-expert-bias --swiglu --normalization RMSNorm --disable-bias-linear --untie-embeddings-and-output-weights
            --position-embedding-type rope --seq-length 4096 --max-position-embeddings 163840 --padded-vocab-size 129280
            --expert-model-parallel-size 64 --pipeline-model-parallel-size 16
            """
        );
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal(671_026_419_200, ParameterCount.Total(result.Model!));
        Assert.Equal("64", result.Find("strategy.expert")?.Json);
    }

    [Fact]
    public void Read_MegatronDeepSpeed_HasItsZeroStageAndFullRecomputation()
    {
        ImportResult result = ConfigurationImporter.Read(
            "--deepspeed --zero-stage 1 --checkpoint-activations --micro-batch-size 2 --bf16 --use-flash-attn"
        );
        Assert.Null(result.Model);
        Assert.Equal(
            "framework=\"megatron-deepspeed\" microBatch=2 sharding=\"zero1\" recompute=\"full\" precision=\"bf16\" attention=\"flash\"",
            ConfigFile.Members(result, "strategy")
        );
    }

    /// <summary>Tokenizers whose vocabulary is known, as Megatron's own examples name them.</summary>
    [Theory]
    [InlineData("--vocab-file $1 --merge-file $2", 50304)]
    [InlineData("--vocab-file data/gpt2-vocab.json", 50304)]
    [InlineData("--tokenizer-type GPT2BPETokenizer", 50304)]
    [InlineData("--tokenizer-type Llama2Tokenizer --tokenizer-model tokenizer.model", 32000)]
    [InlineData("--tokenizer-type HuggingFaceTokenizer --tokenizer-model meta-llama/Meta-Llama-3-8B", 128256)]
    public void Read_VocabularyNotGiven_IsTheTokenizers(string tokenizer, int rows)
    {
        ImportResult result = ConfigurationImporter.Read(
            $"--num-layers 2 --hidden-size 256 --num-attention-heads 4 --seq-length 512 {tokenizer}",
            "megatron"
        );
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Assert.Equal(rows, result.Model!.Vocabulary);
        Assert.Contains(result.Warnings, warning => warning.Message.Contains("of this tokenizer", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ForksNames_AreThoseOfMegatron()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            --num-layers 27 --hidden-size 2048 --num-attention-heads 16 --ffn-hidden-size 10944 --multi-head-latent-attention
            --qk-nope-head-dim 128 --qk-rope-head-dim 64 --kv-lora-rank 512 --v-head-dim 128 --num-experts 64 --moe-router-topk 6
            --moe-intermediate-size 1408 --n-shared-experts 2 --first-k-dense-replace 1 --moe-layer-freq 1 --swiglu --normalization RMSNorm
            --disable-bias-linear --untie-embeddings-and-output-weights --position-embedding-type rope --seq-length 4096 --padded-vocab-size 102400
            """
        );
        Assert.Equal(15_706_484_224, ParameterCount.Total(result.Model!));
    }

    [Fact]
    public void Read_ExpertsOfMegatronDeepSpeed_AreInEverySecondLayerUnlessSaid()
    {
        const string Options =
            "--deepspeed --num-layers 4 --hidden-size 512 --num-attention-heads 8 --vocab-size 50257 --seq-length 512 --num-experts 8";
        Assert.Contains("second layer", Assert.Single(ConfigurationImporter.Read(Options).Errors).Message, StringComparison.Ordinal);
        Assert.Equal(1, ConfigurationImporter.Read(Options + " --expert-interval 1").Model!.Mixture!.ExpertsPerToken);
    }

    [Fact]
    public void Read_SeveralProblems_AreAllListedWithTheirLines()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            --num-layers many
            --num-attention-heads 7 --seq-length -5
            --tensor-model-parallel-size 0 --moe-layer-freq [0,1]*4 --num-experts 8
            """
        );
        Assert.False(result.Succeeded);
        string[] paths = [.. result.Errors.Select(error => error.Path)];
        Assert.Contains("line 1: --num-layers", paths);
        Assert.Contains("--hidden-size", paths);
        Assert.Contains("line 2: --seq-length", paths);
        Assert.Contains("line 3: --tensor-model-parallel-size", paths);
        Assert.Contains("line 3: --moe-layer-freq", paths);
        Assert.Contains("--vocab-size", paths);
        Assert.Equal(paths.Distinct(), paths);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello world")]
    [InlineData("-- --- ---=")]
    [InlineData("--num-layers")]
    [InlineData("--num-layers $X --hidden-size ${ --num-attention-heads $$$")]
    [InlineData("--num-layers 99999999999999999999 --hidden-size 1e9 --num-attention-heads 0x10")]
    [InlineData("X=$X\nX=$X --num-layers $X")]
    public void Read_HostileText_GivesErrorsAndNoException(string text) =>
        Assert.False(ConfigurationImporter.Read(text, "megatron").Succeeded);

    [Fact]
    public void Read_TooLongText_GivesAnError() => Assert.False(ConfigurationImporter.Read(new string('-', 3_000_000)).Succeeded);
}
