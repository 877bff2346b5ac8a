using LlmCostSim.Input;
using LlmCostSim.Interop;
using LlmCostSim.Lowering;

namespace LlmCostSim.Tests.Interop;

/// <summary>What of a launch script runs: variables with defaults, arithmetic, conditions.</summary>
public sealed class LaunchScriptTests
{
    /// <summary>The shape of the scripts that ship with the training frameworks: defaults, arithmetic, sizes chosen by a variable.</summary>
    private const string Sizes = """
        NNODES=${NNODES:-2}
        GPUS_PER_NODE="8"
        MICRO=${MICRO_BATCH_SIZE:-1}
        SEQ="${SEQ_LEN:-4096}"
        MODEL_SIZE=${MODEL_SIZE:-16B} # 16B, 671B
        PR=${PR:-bf16}
        GLOBAL=$(( ${GPUS_PER_NODE} * MICRO * (NNODES + 2) / 2 ))
        if [ $MODEL_SIZE = 671B ]; then
            LAYERS=61; EXPERTS=256
            options="--q-lora-rank 1536"
        elif [[ "$MODEL_SIZE" == "16B" ]] && [ $NNODES -gt 1 ]; then
            LAYERS=27
            EXPERTS=64
            SHARED=2
            EXPERT_SIZE=1408
        else
            echo "unknown size"
        fi
        if [ -z ${VIRTUAL} ]; then
            more=""
        else
            more="--num-layers-per-virtual-pipeline-stage ${VIRTUAL}"
        fi
        if [ $PR = fp16 ]; then
            options="${options} --fp16"
        else
            options="${options} --bf16"
        fi
        torchrun --nproc_per_node=$GPUS_PER_NODE --nnodes=${NNODES} pretrain.py ${options} ${more} \
            --num-layers ${LAYERS} --hidden-size 2048 --num-attention-heads 16 --ffn-hidden-size 10944 --multi-latent-attention \
            --kv-lora-rank 512 --num-experts ${EXPERTS} --moe-router-topk 6 --moe-ffn-hidden-size ${EXPERT_SIZE} \
            --moe-shared-expert-intermediate-size $((${SHARED} * ${EXPERT_SIZE})) --moe-layer-freq "([0]*1+[1]*26)" \
            --swiglu --normalization RMSNorm --disable-bias-linear --untie-embeddings-and-output-weights --position-embedding-type rope \
            --seq-length $SEQ --padded-vocab-size 102400 --micro-batch-size $MICRO --global-batch-size $GLOBAL
        """;

    [Fact]
    public void Read_ScriptWithDefaultsArithmeticAndBranches_ReadsWhatRuns()
    {
        ImportResult result = ConfigurationImporter.Read(Sizes);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        // DeepSeek-V2-Lite, as its config.json gives it.
        Assert.Equal(15_706_484_224, ParameterCount.Total(result.Model!));
        Assert.Equal("globalBatch=16 sequenceLength=4096", ConfigFile.Members(result, "workload"));
        Assert.Equal("perNode=8 nodes=2 processes=16", ConfigFile.Members(result, "stated"));
        Assert.Equal("\"bf16\"", result.Find("strategy.precision")?.Json);
        Assert.Null(result.Find("strategy.virtualStages"));
    }

    [Fact]
    public void Read_BranchThatCannotBeTold_ReadsBoth()
    {
        ImportResult result = ConfigurationImporter.Read(
            """
            if [ $SHARD = yes ]; then
              A="--use-distributed-optimizer"
            else
              B="--recompute-activations"
            fi
            --micro-batch-size 2
            """
        );
        Assert.Equal(
            "framework=\"megatron\" microBatch=2 sharding=\"zero1\" recompute=\"selective\"",
            ConfigFile.Members(result, "strategy")
        );
    }

    [Theory]
    [InlineData("if [ $A = 1 ]; then X=8; fi", "8")]
    [InlineData("if [ $A = 2 ]; then X=8; fi", "4")]
    [InlineData("if [ $A = 2 ]; then X=8; else X=16; fi # not 2", "16")]
    [InlineData("if [ $A = 2 ]; then X=8; elif [ $A = 1 ]; then X=2; else X=16; fi", "2")]
    [InlineData("if [ $A = 2 ]; then if [ $A = 2 ]; then X=8; fi; X=16; fi", "4")]
    [InlineData("if [ $A = 2 ]\nthen X=8\nelse X=16\nfi", "16")]
    [InlineData("if [ \"$A\" = \"1;2\" ]; then X=8; fi", "4")]
    [InlineData("[ $A = 1 ] && X=8", "8")]
    [InlineData("[ $A = 2 ] && X=8", "4")]
    [InlineData("[[ $A == 1 ]] && [[ $A -gt 3 ]] && X=8", "4")]
    [InlineData("[ $A = 2 ] && X=8; X=16", "16")]
    [InlineData("[ $A = 1 ] || X=8", "4")]
    [InlineData("[ $A = 2 ] || X=8", "8")]
    [InlineData("[ $OUTSIDE = 2 ] && X=8", "8")]
    public void Read_ConditionInOneLine_IsEvaluated(string script, string microBatch) =>
        Assert.Equal(
            microBatch,
            ConfigurationImporter.Read($"A=1\nX=4\n{script}\n--micro-batch-size $X", "megatron").Find("strategy.microBatch")?.Json
        );

    [Theory]
    [InlineData("${X:-8}", "8")]
    [InlineData("${X-8}", "8")]
    [InlineData("${X:=8}", "8")]
    [InlineData("${X=8}", "8")]
    [InlineData("${X:-${Y:-8}}", "8")]
    [InlineData("${EMPTY:-8}", "8")]
    [InlineData("${EMPTY-8}", "")]
    [InlineData("${X:+8}", "")]
    [InlineData("${X+8}", "")]
    [InlineData("${SET:+8}", "8")]
    [InlineData("${EMPTY:+8}", "")]
    [InlineData("${SET:-8}", "a-b")]
    [InlineData("${SET:?missing}", "a-b")]
    [InlineData("${X:?missing}", "${X:?missing}")]
    [InlineData("${SET%-b}", "${SET%-b}")]
    [InlineData("${X:0:3}", "${X:0:3}")]
    [InlineData("${X/a-b/c=d}", "${X/a-b/c=d}")]
    [InlineData("$(nproc --all)", "$(nproc --all)")]
    [InlineData("$SET", "a-b")]
    [InlineData("${}", "${}")]
    [InlineData("${X:}", "${X:}")]
    public void Expand_FormsOfAReference_TakeADefaultOnlyWhereTheShellDoes(string reference, string value)
    {
        var variables = new ShellVariables();
        variables.Set("SET", "a-b");
        variables.Set("EMPTY", "");
        Assert.Equal(value, variables.Expand(reference));
    }

    [Fact]
    public void Read_VariableThatIsNotSet_SaysSo()
    {
        ImportResult result = ConfigurationImporter.Read("--micro-batch-size $MICRO --bf16");
        InputProblem error = Assert.Single(result.Errors);
        Assert.Contains("does not set this variable", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7 % 4 * (1 + 2)", "9")]
    [InlineData("9223372036854775807 * 2", null)]
    [InlineData("1 / 0", null)]
    [InlineData("2 ** 3", null)]
    [InlineData("((((((((((((((((((((((((((((((((((((((((1", null)]
    [InlineData("", null)]
    public void Evaluate_Arithmetic_IsWholeNumbersOrNothing(string expression, string? value) =>
        Assert.Equal(value, ShellArithmetic.Evaluate(expression));

    [Fact]
    public void Read_QuotedDefault_IsItsValue() =>
        Assert.Equal(
            "perNode=2 nodes=1 processes=2",
            ConfigFile.Members(
                ConfigurationImporter.Read("N=${SLURM_NNODES:-\"1\"}\n--nproc_per_node 2 --nnodes $N --micro-batch-size 1"),
                "stated"
            )
        );

    /// <summary>Each took more than a minute, or more memory than a file may, when looking for the ends of brackets was quadratic.</summary>
    [Theory]
    [InlineData("${", 200_000)]
    [InlineData("$((", 200_000)]
    [InlineData("if [ $X = 1 ]; then\n", 30_000)]
    [InlineData("if [ $X = 1 ]; then else ", 30_000)]
    [InlineData("[ $X = 1 ] && ", 60_000)]
    [InlineData("A=$A$A\n", 60_000)]
    [InlineData("A=\"${A:-${A:-b}}${A}c\"\n", 30_000)]
    public void Read_HostileScript_EndsInLinearTime(string part, int times) =>
        Assert.False(ConfigurationImporter.Read(string.Concat(Enumerable.Repeat(part, times)), "megatron").Succeeded);
}
