using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Tests.Operators;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// What a plan must keep to run at all, on a model of 12 layers with 6 query and 3 key-value heads, and what is said of one that does not.
/// </summary>
public class PlanRulesTests
{
    private static readonly ModelSpec Model = Small.Llama with { Id = "toy", Layers = 12 };
    private static readonly TrainingWorkload Work = new(SequenceLength: 64, GlobalBatch: 24);

    private static IReadOnlyList<string> Check(
        in ParallelLayout layout,
        ModelSpec? model = null,
        int microBatch = 1,
        NumberFormat format = NumberFormat.Bf16,
        int? count = null,
        TrainingWorkload? work = null,
        PipelineSchedule schedule = default
    ) =>
        PlanRules.Check(
            model ?? Model,
            Cluster.Create(Toy.Chip, count ?? (int)layout.Ranks),
            new TrainingStrategy
            {
                Layout = layout,
                MicroBatch = microBatch,
                Schedule = schedule,
                Precision = new Precision { Compute = format },
            },
            work ?? Work
        );

    public static TheoryData<ParallelLayout> Legal =>
        [
            new(),
            new() { Tensor = 3 },
            new() { Tensor = 6 },
            new() { Pipeline = 12 },
            new() { Pipeline = 4, VirtualStages = 3 },
            new() { Data = 24 },
            new() { Context = 64 },
            new()
            {
                Tensor = 3,
                Pipeline = 2,
                Data = 4,
                Context = 2,
            },
        ];

    [Theory]
    [MemberData(nameof(Legal))]
    public void Check_LegalLayout_HasNoReasons(ParallelLayout layout) => Assert.Empty(Check(layout));

    public static TheoryData<ParallelLayout, string> Broken =>
        new()
        {
            {
                new() { Tensor = 4 },
                "tensor 4 does not divide the 6 attention heads of toy"
            },
            {
                new() { Tensor = 2 },
                "tensor 2 neither divides the 3 key-value heads of toy nor is a multiple of them"
            },
            {
                new() { Pipeline = 13 },
                "pipeline 13 · virtualStages 1 exceeds the 12 layers of toy"
            },
            {
                new() { Pipeline = 4, VirtualStages = 4 },
                "pipeline 4 · virtualStages 4 exceeds the 12 layers of toy"
            },
            {
                new() { VirtualStages = 2 },
                "virtualStages above 1 needs pipeline above 1"
            },
            {
                new() { Data = 4, Expert = 2 },
                "expert 2 needs a mixture of experts, and toy is dense"
            },
            {
                new() { Data = 25 },
                "one micro-batch of 1 on each of 25 replicas is 25 sequences, more than the global batch of 24"
            },
            {
                new() { Context = 65 },
                "context 65 exceeds the 64 tokens of a sequence"
            },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_OneRule_IsSaid(ParallelLayout layout, string reason) => Assert.Equal([reason], Check(layout));

    [Fact]
    public void Broken_SeveralRules_AreAllSaid() =>
        Assert.Equal(
            3,
            Check(
                new()
                {
                    Tensor = 4,
                    Pipeline = 13,
                    Context = 65,
                }
            ).Count
        );

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void Ranks_OtherThanTheClusters_AreSaid(int count) =>
        Assert.Equal([$"the layout has 8 ranks, the cluster {count} accelerators"], Check(new() { Data = 8 }, count: count));

    /// <summary>Eight experts over expert ranks that are taken from data and context ranks.</summary>
    [Theory]
    [InlineData(4, 1, 4, null)]
    [InlineData(2, 2, 4, null)]
    [InlineData(8, 1, 4, null)]
    [InlineData(3, 1, 3, "expert 3 does not divide the 8 experts of toy")]
    [InlineData(3, 2, 4, "expert 4 does not divide data 3 · context 2")]
    public void Experts_OverExpertRanks_DivideBoth(int data, int context, int expert, string? reason)
    {
        var model = Model with
        {
            Mixture = new()
            {
                Experts = 8,
                ExpertsPerToken = 2,
                ExpertSize = 4,
            },
        };
        Assert.Equal(
            reason is null ? [] : [reason],
            Check(
                new()
                {
                    Data = data,
                    Context = context,
                    Expert = expert,
                },
                model
            )
        );
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(3, null)]
    [InlineData(4, "expertTensor 4 does not divide tensor 6")]
    [InlineData(12, "expertTensor 12 does not divide tensor 6")]
    public void ExpertTensor_OfTensorRanks_DividesThem(int expertTensor, string? reason)
    {
        var layout = new ParallelLayout { Tensor = 6, ExpertTensor = expertTensor };
        Assert.Equal(reason is null ? [] : [reason], Check(layout, Model with { Attention = Small.Latent }));
    }

    /// <summary>Where replicas lie outside the pipeline, experts lie within a stage's tensor and context ranks; dense models may have any.</summary>
    [Theory]
    [InlineData(RankOrder.DataInsidePipeline, 6, true)]
    [InlineData(RankOrder.PipelineInsideData, 3, true)]
    [InlineData(RankOrder.PipelineInsideData, 6, false)]
    [InlineData(RankOrder.PipelineInsideData, 1, false)]
    public void Order_OfRanks_KeepsExpertsInTheirStage(RankOrder order, int expert, bool legal)
    {
        var model = Model with
        {
            Attention = Small.Latent,
            Mixture = new()
            {
                Experts = 12,
                ExpertsPerToken = 2,
                ExpertSize = 4,
            },
        };
        var layout = new ParallelLayout
        {
            Tensor = 6,
            ExpertTensor = 2,
            Pipeline = 2,
            Data = 2,
            Expert = expert,
            Order = order,
        };
        Assert.Equal(legal ? 0 : 1, Check(layout, model).Count);
        Assert.Empty(Check(layout with { Expert = 1 }));
    }

    /// <summary>Tensor ranks that share no expert have places for several, as Megatron-Core's expert ranks do.</summary>
    [Theory]
    [InlineData(1, 6, null)]
    [InlineData(2, 3, null)]
    [InlineData(2, 6, "expert 6 does not divide data 1 · context 1 · tensor 6 / expertTensor 2")]
    [InlineData(0, 6, "expert 6 does not divide data 1 · context 1")]
    public void Experts_OverTensorRanks_DivideTheirPlaces(int expertTensor, int expert, string? reason)
    {
        var model = Model with
        {
            Attention = Small.Latent,
            Mixture = new()
            {
                Experts = 12,
                ExpertsPerToken = 2,
                ExpertSize = 4,
            },
        };
        var layout = new ParallelLayout
        {
            Tensor = 6,
            Expert = expert,
            ExpertTensor = expertTensor,
        };
        Assert.Equal(reason is null ? [] : [reason], Check(layout, model));
    }

    [Fact]
    public void Tensor_OfLatentAttention_HasNoKeyValueHeadsToDivide() =>
        Assert.Empty(Check(new() { Tensor = 2 }, Model with { Attention = Small.Latent }));

    [Fact]
    public void Tensor_OfASingleKeyValueHead_RepeatsIt() =>
        Assert.Empty(Check(new() { Tensor = 2 }, Model with { Attention = Model.Attention with { KeyValueHeads = 1 } }));

    /// <summary>Micro-batches enter a DualPipe from both ends; the replay refuses an odd number of stages, too.</summary>
    [Theory]
    [InlineData(PipelineSchedule.DualPipe, 1, null)]
    [InlineData(PipelineSchedule.DualPipe, 4, null)]
    [InlineData(
        PipelineSchedule.DualPipe,
        3,
        "dualpipe needs an even number of stages, from both ends of which micro-batches enter, not 3"
    )]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 3, null)]
    public void DualPipe_OfStages_NeedsAnEvenNumber(PipelineSchedule schedule, int pipeline, string? reason) =>
        Assert.Equal(reason is null ? [] : [reason], Check(new() { Pipeline = pipeline }, schedule: schedule));

    [Fact]
    public void Pipeline_OfAnEncoderDecoder_DividesTheDecodersLayers() =>
        Assert.Equal(
            ["pipeline 13 · virtualStages 1 exceeds the 12 decoder layers of toy"],
            Check(new() { Pipeline = 13 }, Model with { EncoderLayers = 9 })
        );

    [Fact]
    public void MicroBatch_TimesReplicas_IsAtMostTheBatch()
    {
        Assert.Empty(Check(new() { Data = 12 }, microBatch: 2));
        Assert.Equal(
            ["one micro-batch of 3 on each of 12 replicas is 36 sequences, more than the global batch of 24"],
            Check(new() { Data = 12 }, microBatch: 3)
        );
    }

    [Fact]
    public void Format_WithoutMatrixUnits_IsSaid() =>
        Assert.Equal(["toy has no matrix units for int8"], Check(new(), format: NumberFormat.Int8));

    [Theory]
    [InlineData(PeakMoment.Forward, "in the forward pass")]
    [InlineData(PeakMoment.Loss, "at the loss")]
    [InlineData(PeakMoment.Backward, "in the backward pass")]
    [InlineData(PeakMoment.Recompute, "while a layer is recomputed")]
    [InlineData(PeakMoment.Optimizer, "in the optimizer step")]
    public void InWords_OfEachMoment_SaysWhen(PeakMoment moment, string words) => Assert.Equal(words, moment.InWords());
}
