using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Operations as points of a roofline: FLOPs and bytes worked out by hand, seconds those of the kernel model.</summary>
public class RooflineTests
{
    private static readonly KernelSet Kernels = KernelSet.Create(
        Cluster.Create(HardwareCatalog.Default.Get("H100-SXM"), 1),
        EngineCatalog.Default.Engines[0].Libraries
    );

    private static RooflinePoint Point(in LoweringOptions options, OpRole role, ModelSpec? model = null, double cacheBytes = 2) =>
        Assert.Single(Roofline.Of(model ?? Llama, options, Kernels, cacheBytes), point => point.Role == role);

    /// <summary>Two FLOP per element of A and column of B; both operands and the result in 16 bits.</summary>
    [Fact]
    public void Multiply_SixteenBits_MovesEachOperandOnce()
    {
        var point = Point(Options, OpRole.FeedForwardDown);
        Assert.Equal(2 * T * H * F, point.Flops);
        Assert.Equal(2 * (T * F + F * H + T * H), point.Bytes);
        Assert.Equal(Kernels.Gemm(NumberFormat.Bf16, T, H, F, 1), point.Seconds);
        Assert.Equal(point.Flops / point.Bytes, point.Intensity);
        Assert.Equal(point.Flops / point.Seconds, point.Achieved);
    }

    /// <summary>fp8 operands, 16-bit result.</summary>
    [Fact]
    public void Multiply_EightBits_HalvesOperands() =>
        Assert.Equal(T * F + F * H + 2 * T * H, Point(Options with { Compute = NumberFormat.Fp8 }, OpRole.FeedForwardDown).Bytes);

    /// <summary>Keys and values spelt out are two operations of one role: one point, FLOPs, bytes and seconds added up.</summary>
    [Fact]
    public void Operations_OfOneRole_AreAddedUp()
    {
        var point = Point(Options with { Fusion = KernelFusion.Norm }, OpRole.KeyValue);
        const int width = G * D;
        Assert.Equal(2 * 2 * T * width * H, point.Flops);
        Assert.Equal(2 * 2 * (T * H + H * width + T * width), point.Bytes);
        Assert.Equal(2 * Kernels.Gemm(NumberFormat.Bf16, T, width, H, 1), point.Seconds);
    }

    /// <summary>
    /// Causal attention: half of 12 x 12 pairs per head, two products of seven channels; queries and results of six heads, keys and values
    /// of three.
    /// </summary>
    [Fact]
    public void Attention_Causal_CountsTheTriangleOnce()
    {
        var point = Point(Options, OpRole.AttentionCore);
        Assert.Equal(2 * B * A * (S * S / 2) * 2 * D, point.Flops);
        Assert.Equal(2 * (T * A * 2 * D + T * G * 2 * D), point.Bytes);
    }

    /// <summary>
    /// Decode: one query against 100 cached tokens and itself, in a cache of one byte per element; with a window of 40 against 40.
    /// </summary>
    [Theory]
    [InlineData(0, 101)]
    [InlineData(40, 40)]
    [InlineData(4000, 101)]
    public void Attention_Decode_ReadsTheCache(int window, int keys)
    {
        var model = Llama with { Attention = Llama.Attention with { SlidingWindow = window } };
        var options = Options with { Training = false, SequenceLength = 1, PastLength = 100 };
        Assert.Equal(B * (2 * A * 2 * D + keys * G * 2 * D * 1), Point(options, OpRole.AttentionCore, model, cacheBytes: 1).Bytes);
    }

    /// <summary>
    /// Latent attention reads 11 + 4 channels per cached token once for all heads; queries have these channels, results 11.
    /// </summary>
    [Fact]
    public void Attention_Latent_ReadsTheLatentOnce()
    {
        var model = Llama with { Attention = Small.Latent };
        var options = Options with { Training = false, SequenceLength = 1, PastLength = 100 };
        Assert.Equal(B * (A * (15 + 11) * 2 + 15 * 101 * 2), Point(options, OpRole.AttentionCore, model).Bytes);
    }

    /// <summary>Only what multiplies is a point: layer and head, no norms, no exchange.</summary>
    [Fact]
    public void Points_OfALayerAndAHead_AreTheirMultiplies() =>
        Assert.Equal(
            [OpRole.Qkv, OpRole.AttentionCore, OpRole.AttentionOutput, OpRole.FeedForwardUp, OpRole.FeedForwardDown, OpRole.Head],
            Roofline.Of(Llama, Tensor, Kernels).Select(point => point.Role)
        );
}
