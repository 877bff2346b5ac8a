using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>A kernel that lacks one of its facts says which, before it computes with nothing.</summary>
public sealed class MissingFactsTests
{
    private static readonly AttentionLibraryConstants Library = AttentionLibrary with { Decode = ToyDecode.Decode };

    [Theory]
    [InlineData("accelerator")]
    [InlineData("hardware")]
    [InlineData("library")]
    public void Gemm_WithoutOneOfItsFacts_NamesIt(string missing) =>
        Names(
            missing,
            facts => new GemmKernel(facts.But(Chip, "accelerator"), facts.But(Gemm, "hardware"), facts.But(GemmLibrary, "library"), default)
        );

    [Theory]
    [InlineData("accelerator")]
    [InlineData("constants")]
    [InlineData("library")]
    public void Prefill_WithoutOneOfItsFacts_NamesIt(string missing) =>
        Names(
            missing,
            facts => new AttentionPrefillKernel(
                facts.But(Chip, "accelerator"),
                facts.But(Attention, "constants"),
                facts.But(Library, "library"),
                default
            )
        );

    [Theory]
    [InlineData("accelerator")]
    [InlineData("constants")]
    [InlineData("library")]
    public void Decode_WithoutOneOfItsFacts_NamesIt(string missing) =>
        Names(
            missing,
            facts => new AttentionDecodeKernel(
                facts.But(Chip, "accelerator"),
                facts.But(Attention, "constants"),
                facts.But(Library, "library")
            )
        );

    [Theory]
    [InlineData("accelerator")]
    [InlineData("constants")]
    [InlineData("library")]
    public void Elementwise_WithoutOneOfItsFacts_NamesIt(string missing) =>
        Names(
            missing,
            facts => new ElementwiseKernel(
                facts.But(Chip, "accelerator"),
                facts.But(ElementwiseConstants.For(H100), "constants"),
                facts.But(ElementwiseLibraryConstants.Streaming, "library")
            )
        );

    [Theory]
    [InlineData("cluster")]
    [InlineData("constants")]
    [InlineData("library")]
    public void Collective_WithoutOneOfItsFacts_NamesIt(string missing) =>
        Names(
            missing,
            facts => new CollectiveKernel(
                facts.But(Cluster.Create(H100, 8), "cluster"),
                facts.But(CollectiveConstants.For(H100), "constants"),
                facts.But(EngineCatalog.Default.Get("vllm").Libraries.CollectivesOn(H100.Kernels.Chip), "library")
            )
        );

    [Fact]
    public void Kernels_WithoutACluster_NameIt() =>
        Names(
            "cluster",
            facts => KernelSet.Create(facts.But(Cluster.Create(H100, 8), "cluster"), EngineCatalog.Default.Get("vllm").Libraries)
        );

    [Fact]
    public void Group_OfNoRanks_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(static () => CollectiveGroup.WithinNode(0));

    private static readonly Accelerator H100 = HardwareCatalog.Default.Get("H100-SXM");

    private static void Names(string missing, Func<Facts, object> build) =>
        Assert.Equal(missing, Assert.Throws<ArgumentNullException>(() => build(new Facts(missing))).ParamName);

    /// <summary>All facts but one.</summary>
    private sealed class Facts(string missing)
    {
        public T But<T>(T fact, string name)
            where T : class => name == missing ? null! : fact;
    }
}
