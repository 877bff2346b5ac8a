using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Tests.Training.Schedules;

/// <summary>How long ranks wait, by hand.</summary>
public class PipelineClosedFormTests
{
    /// <summary>Four stages of F 1, B 2, W 3 seconds and twelve micro-batches; formulas in <see cref="PipelineClosedForm"/>.</summary>
    [Theory]
    [InlineData(PipelineSchedule.GPipe, 1, 12, 3 * 6)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 1, 12, 3 * 6)]
    [InlineData(PipelineSchedule.Interleaved, 2, 12, 3 * 6 / 2.0)]
    [InlineData(PipelineSchedule.Interleaved, 2, 10, 3 * 6 / 2.0 + 6 * 2 / 2.0)]
    // (p − 1)(F + B) − (p − 1)W = 0, but the last stage waits (p − 1)F.
    [InlineData(PipelineSchedule.ZeroBubbleH1, 1, 12, 3 * 1)]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 1, 12, 0)]
    // One micro-batch: no weight gradient fills the wait.
    [InlineData(PipelineSchedule.ZeroBubbleH1, 1, 1, 3 * 3)]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 1, 1, 3 * 3)]
    [InlineData(PipelineSchedule.ZeroBubbleH1, 1, 2, 3 * 3 - 3)]
    // (p/2 − 1)(F + 2B − W), what a pass through all stages takes being less.
    [InlineData(PipelineSchedule.DualPipe, 1, 12, 1 + 2 * 2 - 3)]
    // Two micro-batches: (p + m/2 − 1)(F + B) + W − m(F + B + W).
    [InlineData(PipelineSchedule.DualPipe, 1, 2, 4 * 3 + 3 - 2 * 6)]
    public void Bubble_OfFourEqualStages_IsTheFormulas(PipelineSchedule schedule, int chunks, int microBatches, double bubble)
    {
        var closed = new PipelineClosedForm(schedule, chunks, 4, microBatches);
        closed.Add(new PipelineStage(1, 2, 3), 3);
        closed.Add(new PipelineStage(1, 2, 3));
        Assert.Equal((bubble, (6 * microBatches) + bubble), (closed.Bubble(), closed.Step()));
    }

    [Fact]
    public void Bubble_OneStage_IsNone()
    {
        var closed = new PipelineClosedForm(PipelineSchedule.OneForwardOneBackward, 1, 1, 12);
        closed.Add(new PipelineStage(1, 2, 3));
        Assert.Equal((0, 72), (closed.Bubble(), closed.Step()));
    }

    /// <summary>Unequal: the slowest (F 2, B 3, W 1) sets the pace, the other's passes are the ramp.</summary>
    [Theory]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 1 + 2 + 1.5)]
    // The others' F + B, 8 in all, beside m·6 − 2 − 3 − (p − 1)·1 of the slowest.
    [InlineData(PipelineSchedule.ZeroBubbleH1, 8 + (72 - 5 - 1) - 72)]
    // ZB-H2 has up to 2p − 1 in flight: two weight passes fill.
    [InlineData(PipelineSchedule.ZeroBubbleH2, 8 + (72 - 5 - 2) - 72)]
    public void Bubble_OfUnequalStages_IsTheOthersRamp(PipelineSchedule schedule, double bubble)
    {
        var closed = new PipelineClosedForm(schedule, 1, 2, 12);
        closed.Add(new PipelineStage(1, 2, 1.5));
        closed.Add(new PipelineStage(2, 3, 1));
        Assert.Equal(bubble, closed.Bubble(), 1e-12);
    }
}
