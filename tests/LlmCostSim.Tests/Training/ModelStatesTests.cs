using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// Bytes of weights, gradients and optimizer states for a stage of 1,000 parameters in matrices, 100 in vectors, 400 in the embedding, 200
/// in the head and 600 in experts.
/// </summary>
public class ModelStatesTests
{
    private const double Dense = 1000 + 100 + 400 + 200,
        Experts = 600,
        All = Dense + Experts;

    private static readonly StageTensors Stage = new()
    {
        Matrices = 1000,
        Vectors = 100,
        Embeddings = 400,
        Head = 200,
        Experts = Experts,
        Adapters = 50,
        Factors = 90,
        AdapterFactors = 30,
        LargestLayer = 350,
        Outside = 600,
        AttentionShapes = 70,
        FeedForwardShapes = 80,
        Logits = 9,
    };

    /// <summary>Four data ranks, two context ranks; experts over two of them.</summary>
    private static readonly TrainingStrategy Plan = new()
    {
        Layout = new ParallelLayout
        {
            Tensor = 2,
            Data = 4,
            Context = 2,
            Expert = 2,
        },
    };

    private static ModelStates Of(in TrainingStrategy strategy, MemoryConstants? constants = null, int hidden = 64, int perNode = 8) =>
        new(Stage, strategy, constants ?? new MemoryConstants(), hidden, perNode);

    /// <summary>
    /// Mixed precision (Rajbhandari et al. 2020, section 3.1): 2 bytes of weights, 4 of fp32 gradients, 12 of Adam moments and master
    /// weights. Each stage of ZeRO divides one more by the 8 ranks, experts by 4.
    /// </summary>
    [Theory]
    [InlineData(Sharding.None, 2 * All, 4 * All, 12 * All)]
    [InlineData(Sharding.Zero1, 2 * All, 4 * All, 12 * (Dense / 8 + Experts / 4))]
    [InlineData(Sharding.Zero2, 2 * All, 4 * (Dense / 8 + Experts / 4), 12 * (Dense / 8 + Experts / 4))]
    [InlineData(
        Sharding.Zero3,
        2 * (Dense / 8 + Experts / 4) + 2 * 50 / 8.0,
        4 * (Dense / 8 + Experts / 4),
        12 * (Dense / 8 + Experts / 4)
    )]
    [InlineData(Sharding.Hsdp, 2 * (Dense / 4 + Experts / 2) + 2 * 50 / 4.0, 4 * (Dense / 4 + Experts / 2), 12 * (Dense / 4 + Experts / 2))]
    public void Sharding_DividesOneMoreEachStage(Sharding sharding, double weights, double gradients, double optimizer)
    {
        var states = Of(Plan with { Sharding = sharding });
        var adapters = sharding.DividesWeights() ? 0 : 2 * 50;
        Assert.Equal((weights + adapters, gradients, optimizer), (states.Weights, states.Gradients, states.Optimizer));
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
    public void Optimizer_KeepsItsMoments(OptimizerKind optimizer, double bytes) =>
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
    public void BytesPerParameter_OfLargeMatrices(OptimizerKind optimizer, double moment, double bytes) =>
        Assert.Equal(bytes, OptimizerStates.BytesPerParameter(optimizer, moment));

    /// <summary>Paged states are the moments, not the master weights.</summary>
    [Fact]
    public void Paged_AreTheMoments()
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
    public void Adapter_OnlyItIsTrained(Sharding sharding, OptimizerKind optimizer, double gradients, double states)
    {
        var lora = Of(
            Plan with
            {
                Sharding = sharding,
                Optimizer = optimizer,
                Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear),
            }
        );
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
    public void Quantised_MatricesAreStoredIn4Bits(TensorRetention retention, double head)
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

    /// <summary>
    /// Sharded weights are gathered layer by layer: what lies outside the layers and two layers, in 16 bits, and the unreduced gradient of
    /// the largest unit in fp32.
    /// </summary>
    [Fact]
    public void Gathered_LayersComeAndGo()
    {
        Assert.Equal((600 + 2 * 350) * 2 + 400 * 4, Of(Plan with { Sharding = Sharding.FsdpFull }).Gathered);
        Assert.Equal(
            (600 + 1 * 350) * 2 + 400 * 4,
            Of(Plan with { Sharding = Sharding.Zero3 }, new MemoryConstants { GatheredLayers = 1 }).Gathered
        );
        // A prefetch buffer counts where it is larger, the whole stage at most.
        Assert.Equal(
            (600 + 900) * 2 + 400 * 4,
            Of(Plan with { Sharding = Sharding.Zero3 }, new MemoryConstants { GatherBufferElements = 900 }).Gathered
        );
        Assert.Equal(
            (All + 50) * 2 + 400 * 4,
            Of(Plan with { Sharding = Sharding.Zero3 }, new MemoryConstants { GatherBufferElements = 1e6 }).Gathered
        );
        // Shard-grad-op keeps everything gathered between the passes.
        Assert.Equal((All + 50) * 2 + 400 * 4, Of(Plan with { Sharding = Sharding.FsdpGradOp }).Gathered);
        Assert.Equal(0, Of(Plan with { Sharding = Sharding.Zero2 }).Gathered);
        // Frozen weights have no gradients.
        Assert.Equal(
            (600 + 2 * 350) * 2,
            Of(Plan with { Sharding = Sharding.Zero3, Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear) }).Gathered
        );
    }

    /// <summary>
    /// DeepSpeed's bucket of 30 elements exists in the gradients' 2 and in the reduction's 4 bytes; the unreduced gradient then in 2.
    /// </summary>
    [Fact]
    public void Gathered_ReductionBucket_IsThereTwice() =>
        Assert.Equal(
            (600 + 2 * 350) * 2 + 400 * 2 + 30 * (2 + 4),
            Of(Plan with { Sharding = Sharding.Zero3 }, new MemoryConstants { ReduceBufferElements = 30 }).Gathered
        );

    /// <summary>
    /// FSDP 1 around frozen weights as litgpt wraps it: everything stays gathered, and gradients of a layer and of what is outside are as
    /// wide as these.
    /// </summary>
    [Fact]
    public void Gathered_KeptByTheStack_IsEverything()
    {
        var constants = new MemoryConstants { Retention = TensorRetention.GatheredWeights };
        var lora = Plan with { Sharding = Sharding.FsdpFull, Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear) };
        Assert.Equal(2 * (All + 50) + 2 * (600 + 350), Of(lora, constants).Gathered);
        Assert.Equal(
            Of(Plan with { Sharding = Sharding.FsdpFull }).Gathered,
            Of(Plan with { Sharding = Sharding.FsdpFull }, constants).Gathered
        );
    }

    /// <summary>
    /// Gradients that accumulate whole before they are reduced, and the unit outside the layers (600) gathered in 16 bits with its fp32
    /// gradients and the flat tensor of these; neither with frozen or whole weights.
    /// </summary>
    [Fact]
    public void Sharded_WholeAccumulationAndFlatUnits()
    {
        var constants = new MemoryConstants { Retention = TensorRetention.WholeAccumulation | TensorRetention.FlatUnits };
        var states = Of(Plan with { Sharding = Sharding.FsdpFull }, constants);
        Assert.Equal((4 * All, 600 * (2 + 2 * 4)), (states.Accumulated, states.FlatUnit));
        var frozen = Of(
            Plan with
            {
                Sharding = Sharding.FsdpFull,
                Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear),
            },
            constants
        );
        Assert.Equal((0, 0), (frozen.Accumulated, frozen.FlatUnit));
        Assert.Equal((0, 0), (Of(Plan, constants).Accumulated, Of(Plan with { Sharding = Sharding.FsdpFull }).FlatUnit));
    }

    /// <summary>A flat copy for the reduction, bounded by its buffer; autograd's 16-bit gradients beside fp32 ones.</summary>
    [Fact]
    public void Gradients_FurtherCopiesOfTheStack()
    {
        Assert.Equal(4 * All + 2 * All, Of(Plan, new MemoryConstants { ReductionCopyBytes = 2 }).Gradients);
        Assert.Equal(4 * All + 2 * 500, Of(Plan, new MemoryConstants { ReductionCopyBytes = 2, ReduceBufferElements = 500 }).Gradients);
        Assert.Equal(4 * All + 2 * All, Of(Plan, new MemoryConstants { ReductionCopyBytes = 2, ReduceBufferElements = 1e9 }).Gradients);
        Assert.Equal(4 * All + 2 * All, Of(Plan, new MemoryConstants { Retention = TensorRetention.AutogradGradients }).Gradients);
        Assert.Equal(
            2 * All,
            Of(
                Plan with
                {
                    Precision = new Precision { MainGradientBytes = 2 },
                },
                new MemoryConstants { Retention = TensorRetention.AutogradGradients }
            ).Gradients
        );
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

    /// <summary>ZeRO-Infinity: weights are fetched as sharded ones are gathered.</summary>
    [Fact]
    public void Offload_Parameters_AreFetchedByLayer()
    {
        var states = Of(Plan with { Offload = new OffloadPolicy(Parameters: OffloadTarget.Nvme) });
        Assert.Equal((0, (600 + 2 * 350) * 2 + 400 * 4), (states.Weights, states.Gathered));
    }

    /// <summary>
    /// Temporaries of the optimizer step: 3 bytes per owned parameter, but for bitsandbytes; DeepSpeed's flat buffers stay.
    /// </summary>
    [Fact]
    public void OptimizerStep_Temporaries()
    {
        var constants = new MemoryConstants { OptimizerTemporaryBytes = 3 };
        Assert.Equal(3 * (Dense / 8 + Experts / 4), Of(Plan with { Sharding = Sharding.Zero1 }, constants).StepTemporary);
        Assert.Equal(0, Of(Plan with { Optimizer = OptimizerKind.AdamW8Bit }, constants).StepTemporary);
        Assert.Equal(0, Of(Plan with { Optimizer = OptimizerKind.AdamWPaged }, constants).StepTemporary);
        var kept = Of(Plan, constants with { Retention = TensorRetention.StepBuffers });
        Assert.Equal((12 * All + 3 * All, 3 * All), (kept.Optimizer, kept.StepTemporary));
    }

    /// <summary>
    /// Transformer Engine's placeholders: a weight of every distinct shape in 16 bits, and the head's (or the tied embedding's) on its
    /// stage.
    /// </summary>
    [Fact]
    public void Placeholders_OneWeightPerShape()
    {
        var constants = new MemoryConstants { Retention = TensorRetention.PlaceholderGradients };
        Assert.Equal((2 * (70 + 80), 2 * 400), (Of(Plan, constants).Resident, Of(Plan, constants).HeadPlaceholder));
        var middle = new ModelStates(Stage with { Logits = 0 }, Plan, constants, 64, 8);
        Assert.Equal(2 * 200, middle.HeadPlaceholder);
        Assert.Equal(0, Of(Plan with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear) }, constants).Resident);
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
    public void Shards_OfALayout(Sharding sharding, int expert, int perNode, double dense, double experts)
    {
        var shards = StateShards.Of(Plan with { Sharding = sharding, Layout = Plan.Layout with { Expert = expert } }, perNode);
        Assert.Equal(new StateShards(dense, experts), shards);
        Assert.Equal(30 / dense + 7 / experts, shards.Part(30, 7));
    }
}
