using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

public class FeasibilityTests
{
    private static TrainingEstimator Estimator(string model, string gpu, int count) =>
        new(ModelCatalog.Default.Get(model).Spec, Cluster.Create(HardwareCatalog.Default.Get(gpu), count), StackCatalog.Default.Get("huggingface"));

    [Fact]
    public void Of_PlanThatFits_HasNoRemedies()
    {
        var feasibility = Feasibility.Of(Estimator("tinyllama-1.1b", "A100-SXM-80GB", 1), new TrainingStrategy(), new TrainingWorkload(512, 4));
        Assert.True(feasibility.Fits);
        Assert.Empty(feasibility.Remedies);
        Assert.Equal(0, feasibility.Missing.TotalBytes);
    }

    [Fact]
    public void Of_PlanThatDoesNotFit_NamesChangesThatDo()
    {
        var estimator = Estimator("llama-2-7b", "RTX-4090-24GB", 1);
        var workload = new TrainingWorkload(2048, 16);
        var feasibility = Feasibility.Of(estimator, new TrainingStrategy { MicroBatch = 4 }, workload);
        Assert.False(feasibility.Fits);
        Assert.Contains("has", feasibility.ToString(), StringComparison.Ordinal);
        var fitting = feasibility.Remedies.Where(static r => r.Fits).ToArray();
        Assert.NotEmpty(fitting);
        Assert.All(fitting, remedy => Assert.True(estimator.Estimate(remedy.Strategy, workload).Memory.Total <= feasibility.Has));
    }

    [Fact]
    public void Of_DataParallelJob_ShardingIsARemedy()
    {
        var feasibility = Feasibility.Of(Estimator("llama-2-7b", "A100-SXM-80GB", 8), new TrainingStrategy { Layout = new ParallelLayout { Data = 8 } }, new TrainingWorkload(2048, 64));
        Assert.Contains(feasibility.Remedies, static r => r.Change.Contains("ZeRO-3", StringComparison.Ordinal));
    }
}
