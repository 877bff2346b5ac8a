using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Auditing;

/// <summary>The simulator's own estimates for a claim, with stand-ins for what it leaves open.</summary>
internal sealed class ClaimEstimates(Claim claim, Estimator estimator)
{
    /// <summary>Id of the accelerator where the claim names none: the one that most published runs used.</summary>
    public const string StandInAccelerator = "A100-SXM-80GB";

    /// <summary>Sequence length where the claim states none, up to the model's own.</summary>
    private const int UsualLength = 2048;

    /// <summary>The claim.</summary>
    public Claim Claim => claim;

    /// <summary>Whether model, pipeline and cluster allow an estimate at all.</summary>
    public bool Possible(in TrainingStrategy strategy) =>
        claim.Model is { } model && strategy.Layout.Pipeline <= model.Layers + model.EncoderLayers;

    /// <summary>Sequence and batch of a strategy; the batch is rounded to whole micro-batches.</summary>
    public TrainingWorkload Workload(in TrainingStrategy strategy)
    {
        var model = claim.Model!;
        var length = claim.SequenceLength ?? (model.MaxSequence > 0 ? Math.Min(model.MaxSequence, UsualLength) : UsualLength);
        var per = (long)strategy.MicroBatch * strategy.Layout.Data;
        var batch = claim.GlobalBatch ?? (int)Math.Min(int.MaxValue, Math.Max(1, Math.Round(UsualBatch.Tokens / length / per)) * per);
        return new TrainingWorkload(
            length,
            batch,
            claim.Tokens ?? claim.WorkloadTokens ?? 0,
            model.EncoderLayers > 0 ? claim.EncoderLength ?? length : 0
        );
    }

    /// <summary>One step under a strategy.</summary>
    public TrainingEstimate Step(in TrainingStrategy strategy, Cluster cluster)
    {
        var stack = estimator.Stacks.Get(claim.Framework.Length > 0 ? claim.Framework : StrategyInput.DefaultFramework);
        return estimator.Prepare(claim.Model!, cluster, stack).Estimate(strategy, Workload(strategy));
    }

    /// <summary>The claim's cluster, or one of a stand-in accelerator where it states none: memory hardly depends on it.</summary>
    public Cluster ClusterFor(in TrainingStrategy strategy) =>
        claim.Cluster
        ?? Cluster.Create(
            claim.Accelerator ?? HardwareCatalog.Default.Get(StandInAccelerator),
            (int)Math.Clamp(strategy.Layout.Ranks, 1, ClusterInput.MostAccelerators)
        );

    /// <summary>The whole report of the claim as a scenario.</summary>
    public TrainingReport Report(in TrainingStrategy strategy, Cluster cluster) =>
        estimator.Estimate(
            new TrainingScenario
            {
                Model = claim.Model!,
                Cluster = cluster,
                Strategy = strategy,
                Framework = claim.Framework,
                Workload = Workload(strategy),
                FineTuning = claim.Tokens is null && claim.WorkloadTokens is null ? claim.FineTuning : null,
                Economics = claim.Economics,
            }
        );
}
