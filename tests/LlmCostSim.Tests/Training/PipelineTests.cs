using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>Pipelines by hand: where layers lie, how many micro-batches are in flight.</summary>
public class PipelineTests
{
    [Theory]
    [InlineData(6, 1, new[] { 6 })]
    [InlineData(6, 3, new[] { 2, 2, 2 })]
    [InlineData(8, 3, new[] { 3, 3, 2 })]
    [InlineData(11, 4, new[] { 3, 3, 3, 2 })]
    // Layers + 2 divide and layers do not: embedding and head count as a layer (Le Scao et al. 2022, section 3.3).
    [InlineData(7, 3, new[] { 2, 3, 2 })]
    [InlineData(10, 4, new[] { 2, 3, 3, 2 })]
    [InlineData(70, 12, new[] { 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5 })]
    // Not for two stages, where both would lose one.
    [InlineData(5, 2, new[] { 3, 2 })]
    [InlineData(4, 6, new[] { 0, 1, 1, 1, 1, 0 })]
    public void Split_OfLayers_OverStages(int layers, int stages, int[] counts)
    {
        var first = 0;
        for (var stage = 0; stage < stages; stage++)
        {
            Assert.Equal((first, counts[stage]), PipelineSplit.LayersOf(layers, stages, stage));
            first += counts[stage];
        }
    }

    /// <summary>
    /// Stages that need not be looked at one by one: the first and the last hold more than layers, a mirrored pipeline's all differ.
    /// </summary>
    [Theory]
    [InlineData(12, 6, 0, PipelineSchedule.OneForwardOneBackward, 0, 1)]
    [InlineData(12, 6, 1, PipelineSchedule.OneForwardOneBackward, 0, 4)]
    [InlineData(12, 6, 3, PipelineSchedule.OneForwardOneBackward, 0, 2)]
    [InlineData(12, 6, 5, PipelineSchedule.OneForwardOneBackward, 0, 1)]
    [InlineData(12, 6, 1, PipelineSchedule.DualPipe, 0, 1)]
    [InlineData(15, 6, 1, PipelineSchedule.OneForwardOneBackward, 0, 2)]
    [InlineData(12, 6, 1, PipelineSchedule.OneForwardOneBackward, 2, 4)]
    [InlineData(12, 6, 1, PipelineSchedule.OneForwardOneBackward, 3, 1)]
    [InlineData(12, 6, 1, PipelineSchedule.OneForwardOneBackward, 5, 1)]
    public void EqualFrom_AStage_SkipsEqualOnes(int layers, int stages, int stage, PipelineSchedule schedule, int windowEvery, int equal)
    {
        var model = windowEvery > 0 ? Small.Windowed(layers, windowEvery) : Small.Llama with { Layers = layers };
        Assert.Equal(
            equal,
            PipelineSplit.EqualFrom(
                model,
                new TrainingStrategy
                {
                    Schedule = schedule,
                    Layout = new ParallelLayout { Pipeline = stages },
                },
                stage
            )
        );
    }

    /// <summary>
    /// Narayanan et al. 2021, section 2.2: with v chunks the warm-up is 2(p − s − 1) + (v − 1)p chunks, and one more is alive; all where
    /// forward passes all go first. Never more than there are.
    /// </summary>
    [Theory]
    [InlineData(PipelineSchedule.GPipe, 1, 0, 16, 16)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 1, 0, 16, 4)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 1, 3, 16, 1)]
    [InlineData(PipelineSchedule.ZeroBubbleH1, 1, 0, 16, 4)]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 1, 0, 16, 7)]
    [InlineData(PipelineSchedule.DualPipe, 1, 2, 16, 5)]
    [InlineData(PipelineSchedule.Interleaved, 2, 0, 16, (6 + 4 + 1) / 2.0)]
    [InlineData(PipelineSchedule.Interleaved, 2, 3, 16, (0 + 4 + 1) / 2.0)]
    [InlineData(PipelineSchedule.Interleaved, 4, 1, 16, (4 + 12 + 1) / 4.0)]
    [InlineData(PipelineSchedule.Interleaved, 1, 0, 16, 7)]
    [InlineData(PipelineSchedule.Interleaved, 2, 0, 4, 4)]
    [InlineData(PipelineSchedule.Interleaved, 2, 3, 3, 3)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 1, 1, 16, 3)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 1, 0, 2, 2)]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 1, 1, 16, 5)]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 1, 3, 16, 1)]
    [InlineData(PipelineSchedule.DualPipe, 1, 0, 3, 3)]
    public void InFlight_OfFourStages_IsTheSchedules(PipelineSchedule schedule, int chunks, int stage, int microBatches, double expected) =>
        Assert.Equal(
            expected,
            InFlight.Of(
                new TrainingStrategy
                {
                    Schedule = schedule,
                    Layout = new ParallelLayout { Pipeline = 4, VirtualStages = chunks },
                },
                stage,
                microBatches
            )
        );
}
