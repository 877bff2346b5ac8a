using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Planning;

/// <summary>
/// One model by one method on one cluster: memory and speed of a plan that saves memory (recomputation, fully sharded over several
/// accelerators, flash attention).
/// </summary>
internal sealed class FitProbe
{
    // Fine-tuning at home: everything in 16 bits but Adam's moments.
    private const string Framework = "huggingface";

    private readonly Cluster cluster;
    private readonly FitMethod method;
    private readonly FitRequest request;
    private readonly TrainingEstimator? training;
    private readonly InferenceEstimator? inference;
    private readonly InferenceEngine? engine;

    public FitProbe(ModelSpec model, Cluster cluster, FitMethod method, FitRequest request)
    {
        (this.cluster, this.method, this.request) = (cluster, method, request);
        if (method.Inference)
        {
            engine = EngineCatalog.Default.Get(InferenceInput.DefaultFramework);
            inference = new InferenceEstimator(model, cluster, engine);
        }
        else
        {
            training = new TrainingEstimator(model, cluster, StackCatalog.Default.Get(Framework));
        }
    }

    public bool Fits(int sequence, int batch, int rank) =>
        Needs(sequence, batch, rank) <= (engine?.MayUse(cluster.Accelerator) ?? cluster.Accelerator.UsableMemory);

    public Bytes Needs(int sequence, int batch, int rank) =>
        inference is not null
            ? inference.Estimate(Serving(), new InferenceWorkload(batch, sequence, 1)).Memory.Total
            : training!.Estimate(Strategy(batch, rank), new TrainingWorkload(sequence, batch * cluster.Count)).Memory.Total;

    /// <summary>Time of an epoch and tokens per second at a batch.</summary>
    public (Duration Epoch, double TokensPerSecond) Speed(int batch)
    {
        if (inference is not null)
        {
            return (default, batch / inference.Generate(Serving(), batch, request.SequenceLength));
        }

        var step = training!.Estimate(Strategy(batch, request.Rank), new TrainingWorkload(request.SequenceLength, batch * cluster.Count));
        var speed = step.TokensPerStep / step.Step.Total.TotalSeconds;
        return (Duration.FromSeconds((double)request.Examples * request.SequenceLength / speed), speed);
    }

    private InferenceStrategy Serving() => new() { Tensor = cluster.Count, WeightBits = method.WeightBits };

    private TrainingStrategy Strategy(int batch, int rank) =>
        new()
        {
            Layout = new ParallelLayout { Data = cluster.Count },
            Sharding = cluster.Count > 1 ? Sharding.FsdpFull : Sharding.None,
            Recompute = new RecomputePolicy(RecomputeKind.Full),
            MicroBatch = batch,
            Precision = PrecisionRecipe.For(Framework, NumberFormat.Bf16),
            Adapter = method.Adapter.Kind == AdapterKind.None ? default : method.Adapter with { Rank = rank },
        };
}
