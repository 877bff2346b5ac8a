using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Training;

/// <summary>What an estimate says beside its step: parameters, reserved memory, arithmetic. Llama 2 7B on eight A100.</summary>
public sealed class TrainingEstimateTests
{
    private static readonly ModelSpec Model = ModelCatalog.Default.Get("llama-2-7b").Spec;

    private static readonly SoftwareStack Stack = StackCatalog.Default.Get("megatron-core");

    private static readonly TrainingStrategy Plan = new()
    {
        Layout = new ParallelLayout { Pipeline = 4, Data = 2 },
    };

    private static TrainingEstimate Estimate(
        in TrainingStrategy strategy,
        ModelSpec? model = null,
        SoftwareStack? stack = null,
        int encoded = 0
    ) =>
        new TrainingEstimator(model ?? Model, Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8), stack ?? Stack).Estimate(
            strategy,
            new TrainingWorkload(2048, 16, EncoderLength: encoded)
        );

    [Fact]
    public void Trained_OfFullTraining_AreAllParameters() => Assert.Equal(6_738_415_616, Estimate(Plan).TrainedParameters);

    /// <summary>
    /// Rank 16 on the four projections of attention, 16·(4,096 + 4,096) each, and the three of the feed-forward, 16·(4,096 + 11,008) each, in
    /// 32 layers, however they lie on stages.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Trained_OfLora_AreTheAdapters(int pipeline) =>
        Assert.Equal(
            32 * 16.0 * ((4 * (4096 + 4096)) + (3 * (4096 + 11008))),
            Estimate(
                Plan with
                {
                    Layout = new ParallelLayout { Pipeline = pipeline, Data = 8 / pipeline },
                    Adapter = new AdapterSpec(AdapterKind.Lora, 16, AdapterTargets.AllLinear),
                }
            ).TrainedParameters
        );

    /// <summary>The allocator loses its share of what comes and goes, not of what stays.</summary>
    [Fact]
    public void Reserved_OfAFragmentedAllocator_LosesAShareOfWhatComesAndGoes()
    {
        var estimate = Estimate(Plan, stack: Stack with { Memory = Stack.Memory with { Fragmentation = 0.25 } });
        var memory = estimate.Memory;
        var moving = memory.Activations + memory.Logits + memory.Temporary;
        Assert.True(memory.Activations > Bytes.Zero && memory.Temporary > Bytes.Zero);
        Near(memory.Allocated.TotalBytes + (0.25 * moving.TotalBytes), estimate.Reserved.TotalBytes);
    }

    /// <summary>
    /// A backward pass multiplies twice what the forward pass does; full recomputation repeats that of the layers: all but the head's
    /// 2·32,000·4,096 FLOP per token.
    /// </summary>
    [Fact]
    public void Arithmetic_OfFullRecomputation_RepeatsTheLayers()
    {
        var plain = Estimate(Plan);
        var full = Estimate(Plan with { Recompute = new RecomputePolicy(RecomputeKind.Full) });
        Assert.Equal(plain.ModelFlopsPerToken, plain.HardwareFlopsPerToken);
        Assert.Equal(plain.ModelFlopsPerToken, full.ModelFlopsPerToken);
        Near(
            (full.ModelFlopsPerToken.TotalFlops / 3) - (2.0 * 32000 * 4096),
            full.HardwareFlopsPerToken.TotalFlops - full.ModelFlopsPerToken.TotalFlops
        );
    }

    /// <summary>Without replicas nothing is reduced but a table that the first and the last stage share.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TiedTable_OnTwoStages_IsReducedWithinTheStep(bool tied) =>
        Assert.Equal(
            tied,
            Estimate(Plan with { Layout = new ParallelLayout { Pipeline = 8 } }, Model with { TiedEmbeddings = tied }).Step.DataParallel
                > Duration.Zero
        );

    /// <summary>Each layer of an encoder takes as long as the next: twelve more cost as much as the twelve before.</summary>
    [Fact]
    public void Forward_OfAnEncoder_GrowsWithItsLayers()
    {
        double Forward(int layers) =>
            Estimate(
                Plan with
                {
                    Layout = new ParallelLayout { Data = 8 },
                },
                ModelCatalog.Default.Get("t5-11b").Spec with
                {
                    EncoderLayers = layers,
                },
                encoded: 2048
            ).Step.Forward.TotalSeconds;

        Assert.True(Forward(24) > 1.2 * Forward(12));
        Near(Forward(24) - Forward(12), Forward(36) - Forward(24));
    }
}
