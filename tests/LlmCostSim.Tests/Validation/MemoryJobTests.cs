using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

/// <summary>What is known of the training jobs behind rows of memory.</summary>
public sealed class MemoryJobTests
{
    private static MemoryJob Of(string source, string quant, string notes) =>
        MemoryJob.Of(
            Assert.Single(
                MeasuredFile
                    .Read(
                        "memory.csv",
                        new StringReader($"model_id,task,quantity,value_gib,source,quant,notes\nm,lora,x,1,{source},{quant},{notes}")
                    )
                    .Rows
            )
        );

    [Theory]
    [InlineData("+ packed; 7075 tok/s; cumulative stack", false, null, 2)]
    [InlineData("+ compile; 8998 tok/s; cumulative stack", true, null, 2)]
    [InlineData("+ act ckpt; 7210 tok/s; cumulative stack", true, 3.5, 2)]
    [InlineData("+ opt-in-bwd; 7309 tok/s; cumulative stack", true, 3.5, 0)]
    [InlineData("LoRA; 8210 tok/s; cumulative stack", true, 3.5, 0)]
    [InlineData("LoRA q,v r=8", false, null, 2)]
    public void Of_TableWhoseRowsStackFlags_HasThoseOfTheRowsBefore(string notes, bool compiled, double? loss, double gradient)
    {
        var job = Of("pytorch/torchtune README.md", "bf16", notes.Replace(',', ' '));

        Assert.Equal(
            ("torchtune", compiled, loss, gradient),
            (job.Stack, job.Compiled, job.LossBytesPerLogit, job.Precision.MainGradientBytes)
        );
    }

    [Fact]
    public void Of_BaselineOfThatTable_IsShorterThanItsLimit() =>
        Assert.Equal(512, Of("pytorch/torchtune README.md", "bf16", "Baseline; cumulative stack").Sequence);

    [Fact]
    public void Of_HubOfLitgpt_IsNotItsScriptsOf2023()
    {
        Assert.Equal(
            ("litgpt", 1),
            (Of("litgpt config_hub/README.md", "bf16", "").Stack, Of("litgpt config_hub/README.md", "bf16", "").Accumulation)
        );
        Assert.Equal(
            ("litgpt-2023", 2),
            (Of("litgpt tutorials/oom.md", "bf16", "").Stack, Of("litgpt tutorials/oom.md", "bf16", "").Accumulation)
        );
    }

    [Fact]
    public void Ran_Float8OfTorchtitan_FusesNormsAndGathersAsTheRowSays()
    {
        var job = Of("torchtitan benchmarks/llama3-8b_h200_202506.md", "float8", "FSDP float8 all-gather");

        var stack = job.Ran(StackCatalog.Default.Get("torchtitan"));

        Assert.True(stack.Fusion.HasFlag(KernelFusion.Norm));
        Assert.Equal((8, 1, 4), (stack.Memory.LossBytesPerLogit, job.Precision.GatherBytes, job.Precision.WeightBytes));
    }

    [Fact]
    public void Of_UnknownSource_IsHuggingFaceWithCheckpointedLayers()
    {
        var job = Of("somewhere", "", "");

        Assert.Equal(("huggingface", true, 0.0), (job.Stack, job.Recompute, job.Precision.MasterWeightBytes));
        Assert.Equal(StackCatalog.Default.Get("huggingface"), job.Ran(StackCatalog.Default.Get("huggingface")));
    }
}
