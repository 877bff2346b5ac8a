using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// Paged optimizer states (QLoRA, Dettmers et al. 2023, section 3): they count as far as they fit, and travel when they do not.
/// </summary>
public class PagedOptimizerTests
{
    /// <summary>
    /// The paper's figure 6 has 24.7 GB for 33B at 512 tokens and says of 24 GB cards that only paging makes it fit; longer sequences make
    /// the case clear.
    /// </summary>
    [Fact]
    public void Estimate_33BOn24GB_FitsWithPagesOnly()
    {
        var card = HardwareCatalog.Default.Get("RTX-4090").UsableMemory;
        Assert.InRange(Qlora("llama-33b", "RTX-4090", OptimizerKind.AdamW, 512, 1).Memory.Total.TotalGB, 0.95 * 24.7, 1.05 * 24.7);
        var (whole, paged) = (
            Qlora("llama-33b", "RTX-4090", OptimizerKind.AdamW, 2048, 1),
            Qlora("llama-33b", "RTX-4090", OptimizerKind.AdamWPaged, 2048, 1)
        );
        Assert.True(whole.Memory.Total > card);
        Assert.Equal(card.TotalBytes, paged.Memory.Total.TotalBytes, 1.0);
        var away = (whole.Memory.Optimizer - paged.Memory.Optimizer).TotalBytes;
        var link = HardwareCatalog.Default.Get("RTX-4090").HostBandwidth.BytesPerSecond * OffloadTime.LinkShare;
        Assert.Equal(2 * away / link, paged.Step.Offload.TotalSeconds, 1e-6);
    }

    /// <summary>
    /// "Paged optimizers provide the same training speed as regular optimizers" for 65B on 48 GB (section 4): nothing leaves while all
    /// fits.
    /// </summary>
    [Fact]
    public void Estimate_65BOn48GB_TakesAsLongAsUnpaged()
    {
        var (whole, paged) = (
            Qlora("llama-65b", "A6000", OptimizerKind.AdamW, 512, 1),
            Qlora("llama-65b", "A6000", OptimizerKind.AdamWPaged, 512, 1)
        );
        Assert.Equal(whole.Step, paged.Step);
        Assert.Equal(whole.Memory, paged.Memory);
    }

    [Property(MaxTest = 200)]
    public void Estimate_Paged_NeverNeedsMoreNorIsFaster(byte micro, byte length)
    {
        var (sequence, batch) = (256 * (1 + (length % 32)), 1 + (micro % 16));
        var (whole, paged) = (
            Qlora("llama-13b", "RTX-4090", OptimizerKind.AdamW, sequence, batch),
            Qlora("llama-13b", "RTX-4090", OptimizerKind.AdamWPaged, sequence, batch)
        );
        Assert.True(paged.Memory.Total <= whole.Memory.Total);
        Assert.True(paged.Step.Total >= whole.Step.Total);
        Assert.True(paged.Memory.Optimizer.TotalBytes >= 0);
    }

    /// <summary>A search sees the same figures.</summary>
    [Fact]
    public void Compose_PagesThatLeave_AreTheEstimates()
    {
        var (estimator, strategy, workload) = Plan("llama-33b", "RTX-4090", OptimizerKind.AdamWPaged, 2048, 1);
        var composer = estimator.Compose(workload);
        composer.Read(strategy);
        composer.Divide(strategy);
        composer.Shard(strategy);
        var estimate = estimator.Estimate(strategy, workload);
        Assert.Equal(estimate.Step.Total.TotalSeconds, composer.Seconds(strategy));
        Assert.Equal(estimate.Memory.Total.TotalBytes, composer.Bytes(strategy), 1.0);
    }

    private static TrainingEstimate Qlora(string model, string accelerator, OptimizerKind optimizer, int sequence, int microBatch)
    {
        var (estimator, strategy, workload) = Plan(model, accelerator, optimizer, sequence, microBatch);
        return estimator.Estimate(strategy, workload);
    }

    private static (TrainingEstimator Estimator, TrainingStrategy Strategy, TrainingWorkload Workload) Plan(
        string model,
        string accelerator,
        OptimizerKind optimizer,
        int sequence,
        int microBatch
    )
    {
        var estimator = new TrainingEstimator(
            ModelCatalog.Default.Get(model).Spec,
            Cluster.Create(HardwareCatalog.Default.Get(accelerator), 1),
            StackCatalog.Default.Get("huggingface")
        );
        var strategy = new TrainingStrategy
        {
            MicroBatch = microBatch,
            Precision = new Precision { MainGradientBytes = 2, MasterWeightBytes = 0 },
            Recompute = new RecomputePolicy(RecomputeKind.Full),
            Optimizer = optimizer,
            Adapter = new AdapterSpec(AdapterKind.Qlora, 64, AdapterTargets.AllLinear, WeightQuantization.Nf4, true),
        };
        return (estimator, strategy, new TrainingWorkload(sequence, microBatch * 4));
    }
}
