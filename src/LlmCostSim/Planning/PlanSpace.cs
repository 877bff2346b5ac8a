using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>
/// The values that a search may give to each field of a strategy. An empty list (the default of most): all that the model and the cluster
/// allow.
/// </summary>
public sealed record PlanSpace
{
    /// <summary>The default space and the choices of a strategy that lie outside it, such as a sharding of its framework's own.</summary>
    /// <param name="strategy">The strategy.</param>
    public static PlanSpace Around(in TrainingStrategy strategy)
    {
        var standard = new PlanSpace();
        return new PlanSpace
        {
            Schedule = With(standard.Schedule, strategy.Schedule),
            Sharding = With(standard.Sharding, strategy.Sharding),
            Recompute = With(standard.Recompute, strategy.Recompute),
            MicroBatch = With(standard.MicroBatch, strategy.MicroBatch),
        };
    }

    private static IReadOnlyList<T> With<T>(IReadOnlyList<T> values, T own) => values.Contains(own) ? values : [.. values, own];

    /// <summary>Tensor-parallel ranks; by default every divisor of the accelerators up to a node.</summary>
    public IReadOnlyList<int> Tensor { get; init; } = [];

    /// <summary>Sequence parallelism; by default without and, where tensor is above 1, with.</summary>
    public IReadOnlyList<bool> SequenceParallel { get; init; } = [];

    /// <summary>Pipeline stages; default: every divisor of the accelerators that tensor and context ranks leave, up to the layers.</summary>
    public IReadOnlyList<int> Pipeline { get; init; } = [];

    /// <summary>
    /// Chunks per pipeline rank; by default, for the interleaved schedule, each from 2 to 8 that divides the layers of a stage.
    /// </summary>
    public IReadOnlyList<int> VirtualStages { get; init; } = [];

    /// <summary>Pipeline schedules; by default 1F1B, interleaved and zero-bubble H1.</summary>
    public IReadOnlyList<PipelineSchedule> Schedule { get; init; } =
    [PipelineSchedule.OneForwardOneBackward, PipelineSchedule.Interleaved, PipelineSchedule.ZeroBubbleH1];

    /// <summary>Replicas; by default what the other ranks leave.</summary>
    public IReadOnlyList<int> Data { get; init; } = [];

    /// <summary>
    /// Context-parallel ranks; by default every divisor of the accelerators that tensor ranks leave, up to the tokens of a sequence.
    /// </summary>
    public IReadOnlyList<int> Context { get; init; } = [];

    /// <summary>
    /// Expert-parallel ranks; by default every divisor of a mixture's experts that tensor ranks leave accelerators for, 1 for dense models.
    /// </summary>
    public IReadOnlyList<int> Expert { get; init; } = [];

    /// <summary>Shardings of the model states; by default none and the three of ZeRO.</summary>
    public IReadOnlyList<Sharding> Sharding { get; init; } =
    [Strategies.Sharding.None, Strategies.Sharding.Zero1, Strategies.Sharding.Zero2, Strategies.Sharding.Zero3];

    /// <summary>Recomputation policies; by default none, selective and full on all layers.</summary>
    public IReadOnlyList<RecomputePolicy> Recompute { get; init; } =
    [new(RecomputeKind.None), new(RecomputeKind.Selective), new(RecomputeKind.Full)];

    /// <summary>Number formats; by default the scenario's.</summary>
    public IReadOnlyList<Precision> Precision { get; init; } = [];

    /// <summary>Optimizers; by default the scenario's.</summary>
    public IReadOnlyList<OptimizerKind> Optimizer { get; init; } = [];

    /// <summary>What lies in host memory or on drives; by default what the scenario says.</summary>
    public IReadOnlyList<OffloadPolicy> Offload { get; init; } = [];

    /// <summary>Sequences per micro-batch; by default powers of two from 1 to 16.</summary>
    public IReadOnlyList<int> MicroBatch { get; init; } = [1, 2, 4, 8, 16];
}
