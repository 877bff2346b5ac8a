using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Lowering.Expected;

namespace LlmCostSim.Tests.Training;

/// <summary>The readings of a list of operations, on lists short enough to be read by hand.</summary>
public class PartReadingsTests
{
    private static readonly OpSpec Query = Multiply(OpRole.Qkv, 5, 6, 2, 12, 12, saved: 20) with { WorkspaceBytes = 7 };

    private static readonly OpSpec Core = new()
    {
        Kind = OpKind.Attention,
        Role = OpRole.AttentionCore,
        Flags = OpTraits.AttentionCore | OpTraits.DataGradient,
        Format = NumberFormat.Bf16,
        Attention = new AttentionShape(2, 16, 0, 3, 3, 64, 64),
        SavedBytes = 100,
        KeptBytes = 80,
        OutputBytes = 40,
        ForwardKernels = 1,
        BackwardKernels = 3,
    };

    private static readonly OpSpec Output = Multiply(OpRole.AttentionOutput, 5, 2, 4, 8, 8);

    private static readonly OpSpec Activation = Pass(OpRole.Activation, 300, 500, 90, 50);

    private static readonly OpSpec Down = Multiply(OpRole.FeedForwardDown, 5, 2, 5, 10, 10, saved: 50);

    /// <summary>
    /// Two FLOP per multiply-add forward, once more for each gradient; fused attention has two gradients of its two products; adapters are
    /// not the model's own arithmetic.
    /// </summary>
    [Fact]
    public void Flops_OfAList_CountForwardAndGradients()
    {
        var frozen = Multiply(OpRole.Qkv, 5, 6, 2, 12, 12).Frozen();
        var adapter = Multiply(OpRole.Adapter, 5, 4, 2, 8, 8) with { Flags = Trained | OpTraits.Auxiliary };
        var flops = PartFlops.Of([Query, Core, frozen, adapter, Activation], causalHalved: true);
        const double multiply = 2 * 5 * 6 * 2,
            attention = 2.0 * 2 * 3 * (16 * 16 / 2) * 128;
        Assert.Equal((2 * multiply) + attention, flops.Forward);
        Assert.Equal((2 * multiply) + multiply + (2 * attention), flops.Backward);
        Assert.Equal(attention, flops.Core);
        Assert.Equal(2 * attention, PartFlops.Of([Core], causalHalved: false).Core);
    }

    /// <summary>
    /// Walk forward over a residual stream of 20 bytes: each operation needs what was kept before it, its input, its result and its
    /// workspace: 87, 120, 180, 190, 280 bytes; 260 are kept in the end.
    /// </summary>
    [Fact]
    public void Tensors_ForwardWalk_PeaksAtTheDownProjection()
    {
        var part = PartTensors.Of([Query, Core, Output, Activation, Down], residualBytes: 20);
        Assert.Equal((260, 280 - 260, OpRole.FeedForwardDown), (part.Saved, part.ForwardExtra, part.ForwardRole));
        // Walk backward: gradients of result and input, the stream's, less what later operations had kept: 20+50+20, 50+90+20−50 (a gated
        // activation's input is what it keeps), …
        Assert.Equal((50 + 90 + 20 - 50, OpRole.Activation), (part.BackwardExtra, part.BackwardRole));
    }

    /// <summary>
    /// With a large result the first multiply peaks: 20 + 600 + 7 of which nothing is kept then; backward 600 + 600/6·2 + 7 + 20 − 240.
    /// </summary>
    [Fact]
    public void Tensors_LargeFirstProduct_PeaksThere()
    {
        var part = PartTensors.Of([Query with { OutputBytes = 600 }, Core, Output, Activation, Down], residualBytes: 20);
        Assert.Equal((20 + 600 + 40 - 260, OpRole.AttentionCore), (part.ForwardExtra, part.ForwardRole));
        Assert.Equal((600 + 200 + 7 + 20 - 240, OpRole.Qkv), (part.BackwardExtra, part.BackwardRole));
    }

    /// <summary>Attention's input is what it keeps beside its result; where that is the larger the core peaks backward.</summary>
    [Fact]
    public void Tensors_LargeCore_PeaksBackward()
    {
        var part = PartTensors.Of([Query, Core with { KeptBytes = 900 }, Output, Activation, Down], residualBytes: 20);
        Assert.Equal((40 + (900 - 40) + 20 - 140, OpRole.AttentionCore), (part.BackwardExtra, part.BackwardRole));
        Assert.Equal(20 + 900 + 90 + 50, part.SavedSelective);
    }

    /// <summary>
    /// Selective recomputation keeps of the core what it starts from; torchtitan's keeps the attention result and every second product: the
    /// first and the third.
    /// </summary>
    [Fact]
    public void Tensors_OfSelectiveRecomputation_KeepWhatItStartsFrom()
    {
        var part = PartTensors.Of([Query, Core, Output, Activation, Down], residualBytes: 20);
        Assert.Equal(20 + 80 + 90 + 50, part.SavedSelective);
        Assert.Equal((60 + 40 + 20, 20), (part.SavedProducts, part.LastProduct));
    }

    [Fact]
    public void Tensors_NothingTrained_NeedsNothingBackward() =>
        Assert.Equal(0, PartTensors.Of([Query.Inferred(), Output.Inferred()], residualBytes: 20).BackwardExtra);

    private static readonly OpSpec Expert = Multiply(OpRole.FeedForwardUp, 5, 4, 3, 60, 60) with
    {
        Kind = OpKind.GroupedGemm,
        ParameterClass = ParameterClass.Expert,
        Count = 5,
    };

    private static OpSpec Head(double parameters) =>
        Multiply(OpRole.Head, 5, 10, 3, parameters, parameters) with
        {
            ParameterClass = ParameterClass.Head,
        };

    private static OpSpec Adapter(double parameters) =>
        Multiply(OpRole.Adapter, 5, 4, 2, parameters, parameters) with
        {
            ParameterClass = ParameterClass.Adapter,
        };

    private static OpSpec Holding(OpRole role, double parameters, ParameterClass of) =>
        Pass(role, 4, 4) with
        {
            Parameters = parameters,
            ParameterClass = of,
        };

    /// <summary>One operation of each class of parameters, and a head and an adapter without any (tied, or of another rank).</summary>
    private static PartTensors EveryClass() =>
        PartTensors.Of(
            [
                Query,
                Output,
                Down,
                Expert,
                Norm(OpRole.AttentionNorm, 10, 9),
                Holding(OpRole.Embedding, 400, ParameterClass.Embedding),
                Head(30),
                Head(0),
                Adapter(8),
                Adapter(0),
                Holding(OpRole.Adapter, 3, ParameterClass.Adapter),
            ],
            residualBytes: 0
        );

    [Fact]
    public void Parameters_OfEveryClass_AreCountedApart()
    {
        var part = EveryClass();
        Assert.Equal(
            (12 + 8 + 10, 9, 400, 30, 60, 8 + 3),
            (part.Matrices, part.Vectors, part.Embeddings, part.Head, part.Experts, part.Adapters)
        );
    }

    [Fact]
    public void Parameters_WithoutAdapters_AreTheBase() => Assert.Equal(30 + 9 + 400 + 30 + 60, EveryClass().Base);

    /// <summary>
    /// Adafactor's factors are rows + columns of each matrix, one of an embedding as if it were square, every element of a vector; a matrix
    /// without parameters has none.
    /// </summary>
    [Fact]
    public void Factors_OfEveryClass_AreRowsAndColumns()
    {
        var part = EveryClass();
        Assert.Equal((6 + 2) + (2 + 4) + (2 + 5) + (5 * (4 + 3)) + 9 + (2 * 20) + (10 + 3), part.Factors);
        Assert.Equal((4 + 2) + 3, part.AdapterFactors);
    }

    /// <summary>Distinct matrix shapes: one expert stands for all.</summary>
    [Fact]
    public void Shapes_OfMatrices_AreEachOnce()
    {
        var part = EveryClass();
        Assert.Equal(((6 * 2) + (2 * 4), (2 * 5) + (4 * 3)), (part.AttentionShapes, part.FeedForwardShapes));
    }

    /// <summary>The largest expanded matrix; other workspaces are none.</summary>
    [Fact]
    public void Dequantized_OfSeveral_IsTheLargest() =>
        Assert.Equal(
            11,
            PartTensors
                .Of(
                    [
                        Pass(OpRole.Dequantize, 4, 4) with
                        {
                            WorkspaceBytes = 11,
                        },
                        Pass(OpRole.Dequantize, 4, 4) with
                        {
                            WorkspaceBytes = 10,
                        },
                        Pass(OpRole.Rope, 4, 4) with
                        {
                            WorkspaceBytes = 99,
                        },
                    ],
                    residualBytes: 0
                )
                .Dequantized
        );
}
