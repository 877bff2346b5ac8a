using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Operators;

/// <summary>Which kernel model stands for an operation on an H100: each figure is the kernel's own.</summary>
public sealed class KernelSetTests
{
    private static readonly Accelerator H100 = HardwareCatalog.Default.Get("H100-SXM");
    private static readonly KernelLibraries Libraries = EngineCatalog.Default.Get("vllm").Libraries;

    // Built by each test: what a kernel makes of its facts is held by the test that asks it.
    private static KernelSet Kernels => KernelSet.Create(Cluster.Create(H100, 8), Libraries);
    private static readonly AttentionConstants Constants = AttentionConstants.For(H100);
    private static readonly AttentionLibraryConstants Library = Libraries.AttentionOn(H100.Kernels.Chip);
    private static AttentionDecodeKernel Decode => new(H100, Constants, Library);
    private static readonly AttentionShape Token = new(4, 1, 1000, 32, 8, 128, 128);
    private static readonly AttentionShape Prompt = new(4, 500, 1000, 32, 8, 128, 96, 0, false);

    private static AttentionPrefillKernel Prefill(NumberFormat format) => new(H100, Constants, Library, format);

    /// <summary>One new token reads the cache, of 8 or 16 bits, all of it or a window.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(64, 2)]
    public void Attention_OneNewToken_IsDecode(int window, double cacheBytes) =>
        Assert.Equal(
            Decode.Seconds(4, 1001, 32, 8, 128, 128, window, cacheBytes),
            Kernels.Attention(Token with { Window = window }, cacheBytes)
        );

    [Fact]
    public void Attention_OneNewTokenOfALatent_IsLatentDecode() =>
        Assert.Equal(
            Decode.LatentSeconds(4, 1001, 32, 512, 64, 2),
            Kernels.Attention(new AttentionShape(4, 1, 1000, 32, 1, 576, 512, LatentDim: 576))
        );

    [Theory]
    [InlineData(NumberFormat.Bf16)]
    [InlineData(NumberFormat.Fp32)]
    [InlineData(NumberFormat.Tf32)]
    public void Attention_SeveralTokens_IsPrefillInTheirFormat(NumberFormat format) =>
        Assert.Equal(Prefill(format).Seconds(Prompt), Kernels.Attention(Prompt, format: format));

    /// <summary>In 8 bits where the library has a kernel for them, and only over a cache of 8 bits.</summary>
    [Theory]
    [InlineData("vllm", 1, NumberFormat.Bf16)]
    [InlineData("tensorrt-llm", 1, NumberFormat.Fp8)]
    [InlineData("tensorrt-llm", 2, NumberFormat.Bf16)]
    public void Attention_SeveralTokensOverAnEightBitCache_IsPrefillAsTheLibraryHasIt(string engine, double bytes, NumberFormat format)
    {
        var libraries = EngineCatalog.Default.Get(engine).Libraries;
        var kernel = new AttentionPrefillKernel(H100, Constants, libraries.AttentionOn(H100.Kernels.Chip), format);
        Assert.Equal(kernel.Seconds(Prompt), KernelSet.Create(Cluster.Create(H100, 8), libraries).Attention(Prompt, bytes));
    }

    [Fact]
    public void AttentionBackward_OfAPrompt_IsPrefillsBackward() =>
        Assert.Equal(Prefill(NumberFormat.Bf16).BackwardSeconds(Prompt), Kernels.AttentionBackward(Prompt));

    /// <summary>A training library has no decode: its prefill stands for one token, too.</summary>
    [Fact]
    public void Attention_OneTokenInTraining_IsPrefill()
    {
        var training = StackCatalog.Default.Get("megatron-core").Libraries;
        var kernel = new AttentionPrefillKernel(H100, Constants, training.AttentionOn(H100.Kernels.Chip), NumberFormat.Bf16);
        Assert.Equal(
            kernel.Seconds(new AttentionShape(4, 1, 1000, 32, 8, 128, 128, 0, true)),
            KernelSet.Create(Cluster.Create(H100, 8), training).Attention(Token)
        );
    }

    [Fact]
    public void Gemm_OfAFormat_IsItsLibrarys() =>
        Assert.Equal(
            new GemmKernel(H100, GemmConstants.For(H100), Libraries.GemmOn(H100.Kernels.Chip, NumberFormat.Fp8), NumberFormat.Fp8).Seconds(
                64,
                512,
                256,
                3
            ),
            Kernels.Gemm(NumberFormat.Fp8, 64, 512, 256, 3)
        );

    /// <summary>Groups wait each for weights of its own, a batch once; one multiply is either.</summary>
    [Fact]
    public void Multiply_OfAnOperation_IsABatchOrGroups()
    {
        double Seconds(OpKind kind, double count) =>
            Kernels.Multiply(
                new OpSpec
                {
                    Kind = kind,
                    Format = NumberFormat.Bf16,
                    Count = count,
                },
                4096,
                4096,
                4096
            );
        Assert.Equal(Kernels.Gemm(NumberFormat.Bf16, 4096, 4096, 4096, 64), Seconds(OpKind.Gemm, 64));
        Assert.Equal(Kernels.Grouped(NumberFormat.Bf16, 4096, 4096, 4096, 64), Seconds(OpKind.GroupedGemm, 64));
        Assert.True(Seconds(OpKind.GroupedGemm, 64) > Seconds(OpKind.Gemm, 64));
        Assert.Equal(Seconds(OpKind.Gemm, 1), Seconds(OpKind.GroupedGemm, 1));
    }

    [Fact]
    public void On_AnotherCluster_ChangesCollectives()
    {
        var group = CollectiveGroup.Strided(16, 1, 8);
        var larger = Kernels.On(Cluster.Create(H100, 64, 8, 100));
        Assert.Equal((64, 8), (larger.Cluster.Count, Kernels.Cluster.Count));
        Assert.Equal(
            KernelSet.Create(larger.Cluster, Libraries).Collective(CollectiveKind.AllReduce, 1e8, group),
            larger.Collective(CollectiveKind.AllReduce, 1e8, group)
        );
        Assert.NotEqual(Kernels.Collective(CollectiveKind.AllReduce, 1e8, group), larger.Collective(CollectiveKind.AllReduce, 1e8, group));
    }

    [Fact]
    public void On_AnotherCluster_LeavesKernelsOfTheChipAsTheyAre() =>
        Assert.Equal(Kernels.Elementwise(1e6), Kernels.On(Cluster.Create(H100, 64, 8, 100)).Elementwise(1e6));
}
