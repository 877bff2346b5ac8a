using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Training;

public class FeasibilityTests
{
    private static TrainingEstimator Estimator(string model, string gpu, int count) =>
        new(
            ModelCatalog.Default.Get(model).Spec,
            Cluster.Create(HardwareCatalog.Default.Get(gpu), count),
            StackCatalog.Default.Get("huggingface")
        );

    [Fact]
    public void Of_PlanThatFits_HasNoRemedies()
    {
        var feasibility = Feasibility.Of(
            Estimator("tinyllama-1.1b", "A100-SXM-80GB", 1),
            new TrainingStrategy(),
            new TrainingWorkload(512, 4)
        );
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

    [Theory]
    [InlineData("llama-2-7b", "RTX-4090-24GB", 1, 4)]
    [InlineData("llama2-70b", "A100-SXM-80GB", 16, 8)]
    [InlineData("mixtral-8x7b", "H100-SXM-80GB", 8, 2)]
    public void Of_PlanThatDoesNotFit_FiguresAreTheEstimators(string model, string gpu, int count, int microBatch)
    {
        var estimator = Estimator(model, gpu, count);
        var workload = new TrainingWorkload(4096, 64);
        var feasibility = Feasibility.Of(
            estimator,
            new TrainingStrategy
            {
                MicroBatch = microBatch,
                Layout = new ParallelLayout { Data = count },
                Optimizer = OptimizerKind.AdamWPaged,
            },
            workload
        );
        Assert.NotEmpty(feasibility.Remedies);
        Assert.All(
            feasibility.Remedies,
            remedy =>
            {
                var whole = estimator.Estimate(remedy.Strategy, workload);
                Assert.Equal(whole.Memory.Total, remedy.Needs);
                Assert.Equal(whole.Step.Total, remedy.StepTime);
            }
        );
    }

    [Fact]
    public void Of_PlanThatOneChangeMakesFit_ListsOnlyChangesThatFit()
    {
        var feasibility = Feasibility.Of(
            Estimator("llama-2-7b", "A100-SXM-80GB", 8),
            new TrainingStrategy { Layout = new ParallelLayout { Data = 8 } },
            new TrainingWorkload(2048, 64)
        );
        Assert.NotEmpty(feasibility.Remedies);
        Assert.All(feasibility.Remedies, static remedy => Assert.True(remedy.Fits, remedy.Change));
    }

    /// <summary>Changes of activations alone are left out where the states do not fit: none of them would have been enough.</summary>
    [Property(MaxTest = 200)]
    public void Of_StatesThatDoNotFit_NoSmallerActivationsFit(Seed seed)
    {
        var random = new Random(seed);
        string[] models = ["llama-2-7b", "llama2-13b", "gpt3-175b", "mixtral-8x7b", "gemma-2-9b"];
        var data = 1 << random.Next(5);
        var estimator = Estimator(models[random.Next(models.Length)], random.Next(2) == 0 ? "A100-SXM-40GB" : "A100-SXM-80GB", 2 * data);
        var strategy = new TrainingStrategy
        {
            MicroBatch = 1 << random.Next(4),
            Layout = new ParallelLayout { Data = data, Pipeline = 2 },
            Sharding = (Sharding)random.Next(4),
            Optimizer = (OptimizerKind)random.Next(6),
        };
        var workload = new TrainingWorkload(1024 << random.Next(3), 512);
        var memory = estimator.Estimate(strategy, workload).Memory;
        var has = estimator.Cluster.Accelerator.UsableMemory;
        if (memory.Total > has && memory.Weights + memory.Gradients + memory.Optimizer + memory.Overhead > has)
        {
            var least = strategy with { MicroBatch = 1, Recompute = new RecomputePolicy((RecomputeKind)random.Next(3)) };
            Assert.True(estimator.Estimate(least, workload).Memory.Total > has);
        }
    }

    [Fact]
    public void Of_PlanThatNoChangeMakesFit_ListsWhatEachComesTo()
    {
        var feasibility = Feasibility.Of(Estimator("gpt3-175b", "RTX-4090-24GB", 1), new TrainingStrategy(), new TrainingWorkload(2048, 4));
        Assert.NotEmpty(feasibility.Remedies);
        Assert.All(feasibility.Remedies, static remedy => Assert.False(remedy.Fits, remedy.Change));
        Assert.Equal(feasibility.Remedies.OrderBy(static remedy => remedy.Needs.TotalBytes), feasibility.Remedies);
    }

    [Fact]
    public void Of_DataParallelJob_ShardingIsARemedy()
    {
        var feasibility = Feasibility.Of(
            Estimator("llama-2-7b", "A100-SXM-80GB", 8),
            new TrainingStrategy { Layout = new ParallelLayout { Data = 8 } },
            new TrainingWorkload(2048, 64)
        );
        Assert.Contains(feasibility.Remedies, static r => r.Change.Contains("ZeRO-3", StringComparison.Ordinal));
    }

    private static readonly Feasibility OnStage0 = new()
    {
        Needs = Bytes.FromGiB(43.1),
        Has = Bytes.FromGiB(39.4),
        Stage = 0,
        Moment = PeakMoment.Loss,
    };

    [Fact]
    public void ToString_DoesNotFit_NamesNeedsAndPlace()
    {
        Assert.Equal("needs 43.1 GiB per accelerator, has 39.4 GiB, on stage 0 at the loss", OnStage0.ToString());
        Assert.Equal(Bytes.FromGiB(43.1) - Bytes.FromGiB(39.4), OnStage0.Missing);
    }

    [Fact]
    public void ToString_Fits_SaysSo()
    {
        var fits = OnStage0 with { Has = OnStage0.Needs, Stage = 2, Moment = PeakMoment.Optimizer };
        Assert.Equal("fits: needs 43.1 GiB per accelerator, has 43.1 GiB, on stage 2 in the optimizer step", fits.ToString());
        Assert.Equal(0, fits.Missing.TotalBytes);
    }
}
