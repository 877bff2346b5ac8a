using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>What a stage holds of its layers, embedding and head: parts of round numbers, summed by hand.</summary>
public class StageTensorsTests
{
    /// <summary>Six layers, windows on every third (0 and 3).</summary>
    private static readonly ModelSpec Windowed = Small.Windowed(layers: 6, every: 3);

    private static readonly ModelSpec Uniform = Small.Llama with { Layers = 6 };

    private static readonly PartTensors Plain = new()
    {
        Matrices = 100,
        Vectors = 10,
        Adapters = 7,
        Factors = 5,
        AdapterFactors = 3,
        Saved = 60,
        SavedSelective = 45,
        SavedProducts = 20,
        LastProduct = 4,
        ForwardExtra = 9,
        ForwardRole = OpRole.Qkv,
        BackwardExtra = 13,
        BackwardRole = OpRole.Activation,
        AttentionShapes = 30,
        FeedForwardShapes = 50,
    };

    private static readonly PartTensors Window = Plain with
    {
        Matrices = 200,
        Saved = 80,
        ForwardExtra = 11,
        ForwardRole = OpRole.Rope,
        BackwardExtra = 12,
        AttentionShapes = 31,
    };

    private static readonly PartTensors Embedding = new()
    {
        Embeddings = 500,
        Vectors = 1,
        Saved = 2,
        Factors = 40,
    };
    private static readonly PartTensors Head = new()
    {
        Head = 400,
        Vectors = 3,
        Adapters = 6,
        Saved = 8,
        Dequantized = 17,
        AdapterFactors = 2,
    };

    private static StageTensors Of(
        ModelSpec model,
        int pipeline,
        int stage,
        RecomputePolicy recompute = default,
        TensorRetention retention = TensorRetention.None,
        PipelineSchedule schedule = PipelineSchedule.OneForwardOneBackward
    )
    {
        var parts = new TensorParts
        {
            Embedding = Embedding,
            Head = Head,
            Encoder = Plain with { Matrices = 1000, FeedForwardShapes = 51 },
            Logits = 77,
            HeadInput = 88,
            Checkpoint = 16,
        };
        parts.Layers[0] = Plain;
        parts.Layers[1] = Window;
        var strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout { Pipeline = pipeline },
            Recompute = recompute,
            Schedule = schedule,
        };
        return StageTensors.OnRank(model, ref parts, strategy, retention, stage);
    }

    [Fact]
    public void First_OfThree_HoldsTheEmbedding()
    {
        var stage = Of(Uniform, 3, 0);
        Assert.Equal(
            (2 * 100, 2 * 10 + 1, 500, 0, 2 * 7, 2 * 5 + 40, 2 * 3),
            (stage.Matrices, stage.Vectors, stage.Embeddings, stage.Head, stage.Adapters, stage.Factors, stage.AdapterFactors)
        );
        Assert.Equal((2, 2 * 60, 2, 501, 117), (stage.Layers, stage.Kept, stage.KeptOutside, stage.Outside, stage.LargestLayer));
        Assert.Equal((0, 0, 0), (stage.Logits, stage.HeadInput, stage.HeadDequantized));
        Assert.Equal(
            (9, OpRole.Qkv, 13, OpRole.Activation),
            (stage.ForwardExtra, stage.ForwardRole, stage.BackwardExtra, stage.BackwardRole)
        );
        Assert.Equal(200 + 21 + 500, stage.Base);
    }

    [Fact]
    public void Middle_OfThree_HoldsLayersOnly()
    {
        var stage = Of(Uniform, 3, 1);
        Assert.Equal((200, 20, 0, 0, 0), (stage.Matrices, stage.Vectors, stage.Embeddings, stage.Head, stage.Outside));
        // One of each shape, however many layers have it.
        Assert.Equal((30, 50), (stage.AttentionShapes, stage.FeedForwardShapes));
    }

    [Fact]
    public void Last_OfThree_HoldsTheHead()
    {
        var stage = Of(Uniform, 3, 2);
        Assert.Equal((400, 23, 2 * 7 + 6, 8, 409), (stage.Head, stage.Vectors, stage.Adapters, stage.KeptOutside, stage.Outside));
        Assert.Equal((77, 88, 17), (stage.Logits, stage.HeadInput, stage.HeadDequantized));
    }

    /// <summary>Layers 0 and 3 have a window and are larger; the stage's extras are those of its largest layers.</summary>
    [Fact]
    public void Windows_OnSomeLayers_AreCountedWhereTheyLie()
    {
        var all = Of(Windowed, 1, 0);
        Assert.Equal((2 * 200 + 4 * 100, 2 * 80 + 4 * 60, 6), (all.Matrices, all.Kept, all.Layers));
        Assert.Equal(
            (217, 31, 11, OpRole.Rope, 13),
            (all.LargestLayer, all.AttentionShapes, all.ForwardExtra, all.ForwardRole, all.BackwardExtra)
        );
        Assert.Equal(100 + 100, Of(Windowed, 3, 2).Matrices);
        Assert.Equal(200 + 100, Of(Windowed, 3, 1).Matrices);
    }

    /// <summary>
    /// What is kept per layer: everything, all but the core's, a checkpoint; torchtitan's: the checkpoint and every second product, without
    /// the last where the compiler drops it.
    /// </summary>
    [Theory]
    [InlineData(RecomputeKind.None, TensorRetention.None, 60)]
    [InlineData(RecomputeKind.Selective, TensorRetention.None, 45)]
    [InlineData(RecomputeKind.Selective, TensorRetention.EverySecondProduct, 16 + 20)]
    [InlineData(RecomputeKind.Selective, TensorRetention.EverySecondProduct | TensorRetention.PartitionedProducts, 16 + 20 - 4)]
    [InlineData(RecomputeKind.Full, TensorRetention.EverySecondProduct, 16)]
    internal void Recompute_OfAKind_KeepsLess(RecomputeKind kind, TensorRetention retention, double kept)
    {
        var stage = Of(Uniform, 3, 1, new RecomputePolicy(kind), retention);
        Assert.Equal((2 * kept, 60 - kept), (stage.Kept, stage.Recomputed));
    }

    /// <summary>A policy for so many layers of each stage: the first of them.</summary>
    [Theory]
    [InlineData(1, 16 + 60)]
    [InlineData(2, 32)]
    [InlineData(5, 32)]
    public void Recompute_OfSomeLayers_KeepsTheirCheckpoints(int layers, double kept) =>
        Assert.Equal(kept, Of(Uniform, 3, 1, new RecomputePolicy(RecomputeKind.Full, layers)).Kept);

    [Fact]
    public void Recompute_SomeLayers_AcrossKinds()
    {
        // Layers 0 (window), 1, 2: the policy's two are 0 and 1.
        var stage = Of(Windowed, 2, 0, new RecomputePolicy(RecomputeKind.Full, 2));
        Assert.Equal((16 + 16 + 60, 80 - 16), (stage.Kept, stage.Recomputed));
    }

    [Fact]
    public void Encoder_BesideADecoder_LiesOnTheFirstStage()
    {
        var model = Uniform with { EncoderLayers = 4 };
        Assert.Equal(
            (2 * 100 + 4 * 1000, 6, 50 + 51),
            (Of(model, 3, 0).Matrices, Of(model, 3, 0).Layers, Of(model, 3, 0).FeedForwardShapes)
        );
        Assert.Equal(200, Of(model, 3, 1).Matrices);
    }

    /// <summary>DeepSeek-V3, section 3.2.1: rank 0 of three also holds the last stage; its activations are of both in turn.</summary>
    [Fact]
    public void DualPipe_OfThree_HoldsTheMirroredStage()
    {
        var stage = Of(Windowed, 3, 0, schedule: PipelineSchedule.DualPipe);
        // Stage 0: a windowed and a plain layer with the embedding; stage 2: two plain layers with the head.
        Assert.Equal(
            (300 + 200, 21 + 23, 500, 400, 14 + 20),
            (stage.Matrices, stage.Vectors, stage.Embeddings, stage.Head, stage.Adapters)
        );
        Assert.Equal((10 + 40 + 10, 6 + 6 + 2, 501 + 409), (stage.Factors, stage.AdapterFactors, stage.Outside));
        Assert.Equal(((140 + 120) / 2, (2 + 8) / 2, 217), (stage.Kept, stage.KeptOutside, stage.LargestLayer));
        Assert.Equal((11, 13, 77, 88, 17), (stage.ForwardExtra, stage.BackwardExtra, stage.Logits, stage.HeadInput, stage.HeadDequantized));
        Assert.Equal(100, Of(Windowed, 1, 0, schedule: PipelineSchedule.DualPipe).Matrices - 700);
    }

    /// <summary>A residual stream of 2 x 12 tokens of 30 channels in 16 bits, over the ranks that divide tokens.</summary>
    [Theory]
    [InlineData(1, false, 1, 2 * 12 * 30 * 2)]
    [InlineData(3, false, 2, 12 * 30 * 2)]
    [InlineData(3, true, 2, 4 * 30 * 2)]
    public void Checkpoint_OfALayer_IsTheResidualStream(int tensor, bool sequence, int context, double bytes)
    {
        var parts = new TensorParts { Logits = 1, HeadInput = 2 };
        parts.Begin(Uniform, Small.Options with { Tensor = tensor, SequenceParallel = sequence, Context = context });
        Assert.Equal((bytes, 0, 0), (parts.Checkpoint, parts.Logits, parts.HeadInput));
    }

    /// <summary>
    /// Logits: 24 tokens by 34 of 101 rows on three ranks; the head's input whole, in 16 bits; the loss's own tensors are counted by the
    /// stack.
    /// </summary>
    [Fact]
    public void Parts_OfAModel_AreReadOnce()
    {
        var parts = TensorParts.Of(
            Windowed with
            {
                Mixture = new()
                {
                    Experts = 4,
                    ExpertsPerToken = 1,
                    ExpertSize = 8,
                    DenseLayers = 2,
                },
                EncoderLayers = 0,
            },
            Small.Tensor,
            tied: true
        );
        Assert.Equal((24 * 34, 24 * 30 * 2), (parts.Logits, parts.HeadInput));
        Assert.Equal(2 * 24 * 30 * 2, parts.Head.Saved);
        // Dense and mixture layers, with and without a window.
        Assert.True(
            parts.Layers[0].Experts == 0 && parts.Layers[1].Experts == 0 && parts.Layers[2].Experts > 0 && parts.Layers[3].Experts > 0
        );
        Assert.Equal(34 * 30, parts.Embedding.Embeddings);
        Assert.Equal(0, parts.Encoder.Base);
        Assert.True(
            TensorParts.Of(Uniform with { EncoderLayers = 2 }, Small.Tensor with { EncoderLength = 20 }, tied: true).Encoder.Base > 0
        );
    }
}
