using LlmCostSim.Lowering;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>FLOPs of a model per token, and of what recomputation repeats, by hand.</summary>
public class ModelFlopsTests
{
    /// <summary>
    /// Per token of a small LLaMA, whatever the division: two FLOP per weight of the layers' matrices and the head forward, twice that
    /// backward, and attention over half of 12 tokens.
    /// </summary>
    [Fact]
    public void PerToken_OfAnyDivision_CountsWeightsTwice()
    {
        const int h = Small.H,
            q = Small.A * Small.D,
            kv = Small.G * Small.D;
        const double layer = (h * (q + 2 * kv)) + (q * h) + (3 * h * Small.F),
            core = 2.0 * Small.A * (12 / 2) * 2 * Small.D;
        foreach (
            var options in new[]
            {
                Small.Options,
                Small.Tensor with
                {
                    SequenceParallel = true,
                    Context = 2,
                    MicroBatch = 5,
                    Expert = 2,
                    ExpertImbalance = 2,
                },
            }
        )
        {
            var flops = ModelFlops.PerToken(Small.Llama, options, causalHalved: true);
            Assert.Equal(3 * ((2 * layer) + core), flops.Layers, 1e-9);
            Assert.Equal(3 * core, flops.Core, 1e-9);
            Assert.Equal(flops.Layers + (2.0 * h * Small.V), flops.Forward, 1e-9);
            Assert.Equal(2 * flops.Forward, flops.Backward, 1e-9);
        }
    }

    /// <summary>An encoder's layers count, too: 20 tokens for every 12 of the decoder, with attention over all 20.</summary>
    [Fact]
    public void PerToken_EncoderDecoder_CountsBoth()
    {
        var model = Small.Llama with { EncoderLayers = 2 };
        var options = Small.Options with { EncoderLength = 20 };
        double Of(LayerKind kind) => Small.Layer(model, options with { MicroBatch = 1 }, kind).Sum(op => op.ForwardFlops(true));
        Assert.Equal(
            ((3 * Of(LayerKind.CrossDecoder)) + (2 * Of(LayerKind.Encoder))) / 12,
            ModelFlops.PerToken(model, options, true).Layers,
            1e-9
        );
    }

    /// <summary>
    /// FLOPs that recomputation repeats: of all layers, of the cores, or of so many layers of each stage (7 layers on 3 stages: 2, 3, 2).
    /// </summary>
    [Theory]
    [InlineData(RecomputeKind.None, 0, 3, 0)]
    [InlineData(RecomputeKind.Full, 0, 3, 700)]
    [InlineData(RecomputeKind.Selective, 0, 3, 70)]
    [InlineData(RecomputeKind.Full, 1, 3, 300)]
    [InlineData(RecomputeKind.Full, 3, 3, 700)]
    [InlineData(RecomputeKind.Full, 2, 1, 200)]
    public void Repeated_ByRecomputation_AreOfItsLayers(RecomputeKind kind, int layers, int pipeline, double flops) =>
        Assert.Equal(
            flops,
            new ModelFlops(1000, 2000, 700, 70).Repeated(
                Small.Llama with
                {
                    Layers = 7,
                },
                new TrainingStrategy
                {
                    Recompute = new RecomputePolicy(kind, layers),
                    Layout = new ParallelLayout { Pipeline = pipeline },
                }
            )
        );
}
