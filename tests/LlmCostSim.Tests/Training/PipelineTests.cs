using LlmCostSim.Lowering;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Tests.Training;

/// <summary>Pipelines by hand: where layers lie, how many micro-batches are in flight, how long ranks wait.</summary>
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
    public void Split_LayersOnStages(int layers, int stages, int[] counts)
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
    public void EqualFrom_SkipsEqualStages(int layers, int stages, int stage, PipelineSchedule schedule, int windowEvery, int equal)
    {
        var model = Small.Llama with
        {
            Layers = layers,
            Attention = Small.Llama.Attention with
            {
                SlidingWindow = windowEvery > 0 ? 5 : 0,
                SlidingWindowEvery = Math.Max(1, windowEvery),
            },
        };
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
    public void InFlight_OfFourStages(PipelineSchedule schedule, int chunks, int stage, int microBatches, double expected) =>
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
    public void Bubble_OfEqualStages(PipelineSchedule schedule, int chunks, int microBatches, double bubble)
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
    public void Bubble_UnequalStages(PipelineSchedule schedule, double bubble)
    {
        var closed = new PipelineClosedForm(schedule, 1, 2, 12);
        closed.Add(new PipelineStage(1, 2, 1.5));
        closed.Add(new PipelineStage(2, 3, 1));
        Assert.Equal(bubble, closed.Bubble(), 1e-12);
    }

    private static string Played(PipelineSchedule schedule, int ranks, int chunks, int microBatches, int rank) =>
        string.Join(
            ' ',
            ScheduleReplay
                .Run(schedule, [.. Enumerable.Repeat(new PipelineStage(2, 2, 2), ranks)], chunks, microBatches)
                .Tasks.Where(task => task.Rank == rank)
                .OrderBy(task => task.Start)
                .Select(task =>
                    $"{(task.Work switch { PipelineWork.Forward => "F", PipelineWork.Backward => "B", PipelineWork.BackwardInput => "I", _ => "W" })}{task.MicroBatch}{(chunks > 1 || schedule == PipelineSchedule.DualPipe ? "abcd"[task.Chunk] : "")}"
                )
        );

    /// <summary>
    /// The orders as the papers draw them: Huang et al. 2019; Narayanan et al. 2021, figures 3 and 4; Qi et al. 2023, figures 2 and 3.
    /// </summary>
    [Theory]
    [InlineData(PipelineSchedule.GPipe, 3, 1, 4, 0, "F0 F1 F2 F3 B0 B1 B2 B3")]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 3, 1, 4, 0, "F0 F1 F2 B0 F3 B1 B2 B3")]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 3, 1, 4, 2, "F0 B0 F1 B1 F2 B2 F3 B3")]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 4, 1, 2, 0, "F0 F1 B0 B1")]
    [InlineData(PipelineSchedule.Interleaved, 2, 2, 4, 0, "F0a F1a F0b F1b F2a B0b F3a B1b F2b B0a F3b B1a B2b B3b B2a B3a")]
    [InlineData(PipelineSchedule.Interleaved, 2, 2, 4, 1, "F0a F1a F0b B0b F1b B1b F2a B0a F3a B1a F2b B2b F3b B3b B2a B3a")]
    [InlineData(PipelineSchedule.Interleaved, 3, 2, 2, 1, "F0a F1a F0b F1b B0b B1b B0a B1a")]
    [InlineData(PipelineSchedule.Interleaved, 3, 1, 4, 0, "F0 F1 F2 B0 F3 B1 B2 B3")]
    [InlineData(PipelineSchedule.ZeroBubbleH1, 3, 1, 4, 0, "F0 F1 F2 I0 W0 F3 I1 W1 I2 W2 I3 W3")]
    [InlineData(PipelineSchedule.ZeroBubbleH1, 3, 1, 4, 2, "F0 I0 F1 I1 F2 I2 W0 F3 I3 W1 W2 W3")]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 2, 1, 4, 0, "F0 F1 F2 I0 W0 F3 I1 I2 W1 W2 I3 W3")]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 2, 1, 4, 1, "F0 I0 F1 I1 F2 I2 W0 F3 I3 W1 W2 W3")]
    public void Replay_Order_IsTheSchedules(PipelineSchedule schedule, int ranks, int chunks, int microBatches, int rank, string order) =>
        Assert.Equal(order, Played(schedule, ranks, chunks, microBatches, rank));

    /// <summary>
    /// 1F1B of two ranks (F 2, B 4) and two micro-batches, half a second between them: rank 0 F 0–2, 2–4; rank 1 F 2.5–4.5, B 4.5–8.5, …
    /// </summary>
    [Fact]
    public void Replay_Times_WithTransfers()
    {
        var timeline = ScheduleReplay.Run(PipelineSchedule.OneForwardOneBackward, [new(2, 3, 1), new(2, 3, 1)], 1, 2, transfer: 0.5);
        Assert.Equal(
            [(0, 0.0, 2.0), (0, 2, 4), (1, 2.5, 4.5), (1, 4.5, 8.5), (1, 8.5, 10.5), (0, 9, 13), (1, 10.5, 14.5), (0, 15, 19)],
            timeline.Tasks.OrderBy(task => task.Start).Select(task => (task.Rank, task.Start, task.End))
        );
        Assert.Equal((19, 19, 12, 2), (timeline.Makespan, timeline.Period, timeline.Busy, timeline.Ranks));
    }

    [Theory]
    [InlineData(PipelineSchedule.DualPipe, 3, 1, 12)]
    [InlineData(PipelineSchedule.DualPipe, 4, 1, 9)]
    [InlineData(PipelineSchedule.DualPipe, 4, 1, 6)]
    [InlineData(PipelineSchedule.Interleaved, 4, 2, 6)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 4, 0, 6)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 4, 1, 0)]
    public void Replay_Impossible_IsRefused(PipelineSchedule schedule, int ranks, int chunks, int microBatches) =>
        Assert.ThrowsAny<ArgumentException>(() => Played(schedule, ranks, chunks, microBatches, 0));

    [Theory]
    [InlineData(PipelineSchedule.DualPipe, 4, 1, 8)]
    [InlineData(PipelineSchedule.Interleaved, 4, 1, 6)]
    [InlineData(PipelineSchedule.Interleaved, 4, 2, 4)]
    [InlineData(PipelineSchedule.Interleaved, 4, 2, 3)]
    public void Replay_Possible_Runs(PipelineSchedule schedule, int ranks, int chunks, int microBatches) =>
        Assert.NotEmpty(Played(schedule, ranks, chunks, microBatches, 0));

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
    public void Repeated_Flops(RecomputeKind kind, int layers, int pipeline, double flops) =>
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

    /// <summary>
    /// Per token of a small LLaMA, whatever the division: two FLOP per weight of the layers' matrices and the head forward, twice that
    /// backward, and attention over half of 12 tokens.
    /// </summary>
    [Fact]
    public void PerToken_CountsWeightsTwice()
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
}
