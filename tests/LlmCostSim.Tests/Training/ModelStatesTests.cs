using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ToyStates;

namespace LlmCostSim.Tests.Training;

/// <summary>Bytes of weights, gradients and optimizer states by hand on <see cref="ToyStates"/>.</summary>
public class ModelStatesTests
{
    /// <summary>
    /// Mixed precision (Rajbhandari et al. 2020, section 3.1): 2 bytes of weights, 4 of fp32 gradients, 12 of Adam moments and master
    /// weights. Each stage of ZeRO divides one more by the 8 ranks, experts by 4.
    /// </summary>
    [Theory]
    [InlineData(Sharding.None, 2 * (All + 50), 4 * All, 12 * All)]
    [InlineData(Sharding.Zero1, 2 * (All + 50), 4 * All, 12 * (Dense / 8 + Experts / 4))]
    [InlineData(Sharding.Zero2, 2 * (All + 50), 4 * (Dense / 8 + Experts / 4), 12 * (Dense / 8 + Experts / 4))]
    [InlineData(
        Sharding.Zero3,
        2 * (Dense / 8 + Experts / 4) + 2 * 50 / 8.0,
        4 * (Dense / 8 + Experts / 4),
        12 * (Dense / 8 + Experts / 4)
    )]
    [InlineData(Sharding.Hsdp, 2 * (Dense / 4 + Experts / 2) + 2 * 50 / 4.0, 4 * (Dense / 4 + Experts / 2), 12 * (Dense / 4 + Experts / 2))]
    public void Sharding_EachStage_DividesOneMore(Sharding sharding, double weights, double gradients, double optimizer)
    {
        var states = Of(Plan with { Sharding = sharding });
        Assert.Equal((weights, gradients, optimizer), (states.Weights, states.Gradients, states.Optimizer));
        Assert.Equal((0, 0), (states.Paged, states.Resident));
    }

    /// <summary>
    /// What optimizers keep: two fp32 moments; two of a byte and a 256th of an fp32 scale; one; factors; none. Master weights are besides.
    /// </summary>
    [Theory]
    [InlineData(OptimizerKind.AdamW, 8 * All)]
    [InlineData(OptimizerKind.AdamW8Bit, 2 * (1 + 4.0 / 256) * (All - 100) + 8 * 100)]
    [InlineData(OptimizerKind.Lion, 4 * All)]
    [InlineData(OptimizerKind.Adafactor, 4 * 90)]
    [InlineData(OptimizerKind.Sgd, 0)]
    public void Optimizer_OfAnyKind_KeepsItsMoments(OptimizerKind optimizer, double bytes) =>
        Assert.Equal(bytes + 4 * All, Of(new TrainingStrategy { Optimizer = optimizer }).Optimizer, 1e-9);

    /// <summary>bitsandbytes keeps tensors below 4,096 elements in fp32: vectors of 4,096 are quantised, too.</summary>
    [Theory]
    [InlineData(4095, 2 * (1 + 4.0 / 256) * (All - 100) + 8 * 100)]
    [InlineData(4096, 2 * (1 + 4.0 / 256) * All)]
    public void EightBit_SmallVectors_StayInFp32(int hidden, double bytes) =>
        Assert.Equal(bytes + 4 * All, Of(new TrainingStrategy { Optimizer = OptimizerKind.AdamW8Bit }, hidden: hidden).Optimizer, 1e-9);

    [Theory]
    [InlineData(OptimizerKind.AdamW, 4, 8)]
    [InlineData(OptimizerKind.AdamW, 2, 4)]
    [InlineData(OptimizerKind.AdamWPaged, 4, 8)]
    [InlineData(OptimizerKind.AdamW8Bit, 4, 2 + 8.0 / 256)]
    [InlineData(OptimizerKind.Lion, 2, 2)]
    [InlineData(OptimizerKind.Adafactor, 4, 0.01)]
    [InlineData(OptimizerKind.Sgd, 4, 0)]
    public void BytesPerParameter_OfLargeMatrices_AreTheMoments(OptimizerKind optimizer, double moment, double bytes) =>
        Assert.Equal(bytes, OptimizerStates.BytesPerParameter(optimizer, moment));

    /// <summary>Paged states are the moments, not the master weights.</summary>
    [Fact]
    public void Paged_OfTheStates_AreTheMoments()
    {
        var states = Of(new TrainingStrategy { Optimizer = OptimizerKind.AdamWPaged });
        Assert.Equal((12 * All, 8 * All), (states.Optimizer, states.Paged));
    }

    /// <summary>
    /// With an adapter only it has gradients and states: 50 parameters, or its 30 factors under Adafactor, divided by 8 with the rest.
    /// </summary>
    [Theory]
    [InlineData(Sharding.None, OptimizerKind.AdamW, 4 * 50, 12 * 50)]
    [InlineData(Sharding.Zero2, OptimizerKind.AdamW, 4 * 50 / 8.0, 12 * 50 / 8.0)]
    [InlineData(Sharding.None, OptimizerKind.Adafactor, 4 * 50, 4 * 30 + 4 * 50)]
    [InlineData(Sharding.Zero1, OptimizerKind.Adafactor, 4 * 50, 4 * 30 / 8.0 + 4 * 50 / 8.0)]
    [InlineData(Sharding.None, OptimizerKind.AdamW8Bit, 4 * 50, 2 * (1 + 4.0 / 256) * 50 + 4 * 50)]
    public void Adapter_BesideFrozenWeights_IsAllThatIsTrained(Sharding sharding, OptimizerKind optimizer, double gradients, double states)
    {
        var lora = Of(Plan with { Sharding = sharding, Optimizer = optimizer, Adapter = Lora });
        Assert.Equal(gradients, lora.Gradients, 1e-9);
        Assert.Equal(states, lora.Optimizer, 1e-9);
        Assert.Equal(2 * (All + 50), lora.Weights);
    }

    /// <summary>
    /// NF4 with fp32 block scales: 4.5 bits for matrices and experts (and the head where the stack quantises it), 16 for the rest.
    /// </summary>
    [Theory]
    [InlineData(TensorRetention.None, 0)]
    [InlineData(TensorRetention.QuantizedHead, 200)]
    internal void Quantised_WithAnAdapter_StoresMatricesIn4Bits(TensorRetention retention, double head)
    {
        var qlora = Of(
            Plan with
            {
                Adapter = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.AllLinear, WeightQuantization.Nf4),
            },
            new MemoryConstants { Retention = retention }
        );
        var quantised = 1000 + Experts + head;
        Assert.Equal(quantised * 4.5 / 8 + 2 * (All - quantised + 50), qlora.Weights);
        var sharded = Of(
            Plan with
            {
                Sharding = Sharding.Zero3,
                Adapter = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.AllLinear, WeightQuantization.Nf4),
            },
            new MemoryConstants { Retention = retention }
        );
        Assert.Equal((qlora.Weights - Experts * 4.5 / 8) / 8 + Experts * 4.5 / 8 / 4, sharded.Weights, 1e-9);
    }

    /// <summary>A flat copy for the reduction, bounded by its buffer; autograd's 16-bit gradients beside fp32 ones.</summary>
    [Theory]
    [InlineData(2, 0, TensorRetention.None, 4, (4 * All) + (2 * All))]
    [InlineData(2, 500, TensorRetention.None, 4, (4 * All) + (2 * 500))]
    [InlineData(2, 1e9, TensorRetention.None, 4, (4 * All) + (2 * All))]
    [InlineData(0, 0, TensorRetention.AutogradGradients, 4, (4 * All) + (2 * All))]
    [InlineData(0, 0, TensorRetention.AutogradGradients, 2, 2 * All)]
    internal void Gradients_FurtherCopiesOfTheStack_AreThereBesides(
        double copy,
        double buffer,
        TensorRetention retention,
        double main,
        double bytes
    )
    {
        var constants = new MemoryConstants
        {
            ReductionCopyBytes = copy,
            ReduceBufferElements = buffer,
            Retention = retention,
        };
        Assert.Equal(bytes, Of(Plan with { Precision = new Precision { MainGradientBytes = main } }, constants).Gradients);
    }

    /// <summary>
    /// ZeRO-Offload: states and their update in host memory; reduced gradients go there as they come, unsharded ones stay.
    /// </summary>
    [Theory]
    [InlineData(Sharding.None, 4 * All)]
    [InlineData(Sharding.Zero1, 4 * All)]
    [InlineData(Sharding.Zero2, 0)]
    public void Offload_Optimizer_LeavesTheAccelerator(Sharding sharding, double gradients)
    {
        var states = Of(
            Plan with
            {
                Sharding = sharding,
                Offload = new OffloadPolicy(OffloadTarget.Cpu),
            },
            new MemoryConstants { OptimizerTemporaryBytes = 3 }
        );
        Assert.Equal((0, 0, gradients), (states.Optimizer, states.StepTemporary, states.Gradients));
    }

    /// <summary>Temporaries of the optimizer step: 3 bytes per owned parameter, but for bitsandbytes.</summary>
    [Theory]
    [InlineData(Sharding.Zero1, OptimizerKind.AdamW, 3 * ((Dense / 8) + (Experts / 4)))]
    [InlineData(Sharding.None, OptimizerKind.AdamW8Bit, 0)]
    [InlineData(Sharding.None, OptimizerKind.AdamWPaged, 0)]
    public void OptimizerStep_OfAnOptimizer_HasItsTemporaries(Sharding sharding, OptimizerKind optimizer, double bytes) =>
        Assert.Equal(
            bytes,
            Of(Plan with { Sharding = sharding, Optimizer = optimizer }, new MemoryConstants { OptimizerTemporaryBytes = 3 }).StepTemporary
        );

    /// <summary>DeepSpeed's flat buffers stay.</summary>
    [Fact]
    public void OptimizerStep_BuffersThatStay_AreStatesToo()
    {
        var kept = Of(Plan, new MemoryConstants { OptimizerTemporaryBytes = 3, Retention = TensorRetention.StepBuffers });
        Assert.Equal(((12 * All) + (3 * All), 3 * All), (kept.Optimizer, kept.StepTemporary));
    }

    /// <summary>
    /// Transformer Engine's placeholders: a weight of every distinct shape in 16 bits, and the head's (or the tied embedding's) on its
    /// stage.
    /// </summary>
    [Fact]
    public void Placeholders_OfGradients_AreOneWeightPerShape()
    {
        var constants = new MemoryConstants { Retention = TensorRetention.PlaceholderGradients };
        Assert.Equal((2 * (70 + 80), 2 * 400), (Of(Plan, constants).Resident, Of(Plan, constants).HeadPlaceholder));
        var middle = new ModelStates(Stage with { Logits = 0 }, Plan, constants, 64, 8);
        Assert.Equal(2 * 200, middle.HeadPlaceholder);
        Assert.Equal(0, Of(Plan with { Adapter = Lora }, constants).Resident);
    }

    /// <summary>
    /// Ranks among which states are divided: data times context; within a node of 8 with 2 tensor ranks at most 4; experts by the expert
    /// ranks less.
    /// </summary>
    [Theory]
    [InlineData(Sharding.None, 2, 8, 1, 1)]
    [InlineData(Sharding.Zero1, 2, 8, 8, 4)]
    [InlineData(Sharding.FsdpFull, 16, 8, 8, 1)]
    [InlineData(Sharding.Hsdp, 2, 8, 4, 2)]
    [InlineData(Sharding.Hsdp, 2, 64, 8, 4)]
    [InlineData(Sharding.Hsdp, 2, 1, 1, 1)]
    public void Shards_OfALayout_AreItsRanksWithEqualWeights(Sharding sharding, int expert, int perNode, double dense, double experts)
    {
        var shards = StateShards.Of(Plan with { Sharding = sharding, Layout = Plan.Layout with { Expert = expert } }, perNode);
        Assert.Equal(new StateShards(dense, experts), shards);
        Assert.Equal(30 / dense + 7 / experts, shards.Part(30, 7));
    }
}
