using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Validation;

/// <summary>
/// The plan of a published run: what is stated stays, what is not is taken as the fastest of the usual choices that fits, as those who pay
/// for a run would.
/// </summary>
internal static class RunPlans
{
    // Plans that do not fit by this little may have: the estimate of memory is not exact. Where none fits, those that need so much more than
    // the least are as likely.
    private const double Tolerance = 1.05,
        CrowdedTolerance = 1.1;

    // Assumptions about plans that nobody states: tensor ranks within a node of eight, no more stages than Llama 3's 405B, micro-batches and
    // chunks up to what published plans have.
    private const int MostTensor = 8,
        MostStages = 16,
        LargestMicroBatch = 16,
        MostChunks = 8;

    /// <summary>The fastest step among the plans that are left open.</summary>
    /// <exception cref="UnpredictableRowException">No plan divides the run, or none fits.</exception>
    public static TrainingEstimate Best(RunCase run)
    {
        var estimator = new TrainingEstimator(run.Model, run.Cluster, run.Stack);
        TrainingEstimate? best = null;
        var crowded = new List<TrainingEstimate>();
        var capacity = run.Cluster.Accelerator.UsableMemory * Tolerance;
        foreach (var strategy in Candidates(run))
        {
            var estimate = estimator.Estimate(strategy, run.Workload, run.CausalOnce);
            if (estimate.Memory.Total <= capacity && (best is null || estimate.Step.Total < best.Value.Step.Total))
            {
                best = estimate;
            }

            if (best is null)
            {
                crowded.Add(estimate);
            }
        }

        // A run that is stated to have happened did fit: then the fastest of those that need about the least.
        return best
            ?? (
                crowded.Count > 0
                    ? crowded
                        .Where(estimate => estimate.Memory.Total <= CrowdedTolerance * crowded.Min(other => other.Memory.Total))
                        .MinBy(estimate => estimate.Step.Total.TotalSeconds)
                    : throw new UnpredictableRowException("no plan divides this run over its accelerators")
            );
    }

    private static IEnumerable<TrainingStrategy> Candidates(RunCase run) =>
        from layout in Layouts(run)
        from sharding in Shardings(run)
        from recompute in Recomputations(run)
        from microBatch in MicroBatches(run, layout)
        let strategy = new TrainingStrategy
        {
            Layout = layout,
            Schedule = run.Schedule ?? (layout.VirtualStages > 1 ? PipelineSchedule.Interleaved : PipelineSchedule.OneForwardOneBackward),
            Sharding = sharding,
            Recompute = new RecomputePolicy(recompute),
            MicroBatch = microBatch,
            Precision = run.Precision,
            Attention = run.Attention,
            Dropout = run.Dropout,
        }
        where PlanRules.Check(run.Model, run.Cluster, strategy, run.Workload).Count == 0
        select strategy;

    private static IEnumerable<ParallelLayout> Layouts(RunCase run) =>
        from tensor in run.Tensor is { } t ? [t] : PowersOfTwo(Math.Min(MostTensor, run.Cluster.PerNode))
        from pipeline in run.Pipeline is { } p ? [p] : PowersOfTwo(Math.Min(MostStages, run.Model.Layers))
        where run.Cluster.Count % (tensor * pipeline) == 0
        let rest = run.Cluster.Count / (tensor * pipeline)
        let data = run.Data ?? rest
        where rest % data == 0 && data <= run.Workload.GlobalBatch
        from stages in VirtualStages(run, pipeline)
        from expert in Experts(run, data)
        select new ParallelLayout
        {
            Tensor = tensor,
            SequenceParallel = tensor > 1 && (run.SequenceParallel ?? false),
            Pipeline = pipeline,
            VirtualStages = stages,
            Data = data,
            Context = rest / data,
            ContextKind = run.ContextKind,
            Expert = expert,
        };

    private static IEnumerable<int> VirtualStages(RunCase run, int pipeline)
    {
        // Llama 3's 126 layers on 16 stages count embedding and head.
        var each = PipelineSplit.Each(run.Model.Layers, pipeline);
        // DeepSpeed's pipeline does not interleave.
        var interleaves = !run.Stack.Id.Contains("deepspeed", StringComparison.Ordinal);
        return pipeline == 1 || run.Schedule is not null || !interleaves || each == 0
            ? [1]
            : Enumerable
                .Range(1, Math.Min(each, MostChunks))
                .Where(stages => each % stages == 0 && (stages > 1 || !run.Interleaved || each == 1));
    }

    // Experts of a mixture stay whole on a rank each, spread over a node or over several.
    private static readonly int[] ExpertRanks = [1, 8, 64];

    private static IEnumerable<int> Experts(RunCase run, int data) =>
        run.Expert is { } stated ? [stated]
        : run.Model.Mixture is { } mixture ? ExpertRanks.Where(ranks => mixture.Experts % ranks == 0 && data % ranks == 0)
        : [1];

    private static IEnumerable<Sharding> Shardings(RunCase run) =>
        run.Sharding is { } stated ? [stated]
        : run.Tensor > 1 || run.Pipeline > 1 ? [Strategies.Sharding.None, Strategies.Sharding.Zero1]
        : [Strategies.Sharding.Zero1, Strategies.Sharding.FsdpFull];

    private static IEnumerable<RecomputeKind> Recomputations(RunCase run) =>
        run.Recompute is { } stated ? [stated] : [RecomputeKind.None, RecomputeKind.Selective, RecomputeKind.Full];

    private static IEnumerable<int> MicroBatches(RunCase run, ParallelLayout layout) =>
        run.MicroBatch is { } stated
            ? [stated]
            : PowersOfTwo(Math.Clamp(run.Workload.GlobalBatch / layout.Data, 1, LargestMicroBatch))
                .Append(Math.Clamp(run.Workload.GlobalBatch / layout.Data, 1, LargestMicroBatch))
                .Distinct();

    private static IEnumerable<int> PowersOfTwo(int largest)
    {
        for (var value = 1; value <= largest; value *= 2)
        {
            yield return value;
        }
    }
}
