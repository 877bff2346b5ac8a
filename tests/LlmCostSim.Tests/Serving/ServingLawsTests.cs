using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Serving;

public class ServingLawsTests
{
    [Property(MaxTest = 100)]
    public void Run_AnyLoad_ServesEveryRequestOnceAndLeavesNothingBehind(Seed seed)
    {
        var (simulator, strategy, options, workload) = Jobs.Random(seed);
        var run = simulator.Start(strategy, options, workload);
        run.Run(20_000_000);
        var result = run.Result();
        Assert.True(run.Done, "the run does not end");
        Assert.Equal(workload.Count, result.Completed + result.Rejected);
        Assert.Equal(0, run.InSystem);
        Assert.Equal(0, run.CacheHeld);
        Assert.Equal(run.Metrics.OutputTokens, result.OutputTokens);
        Assert.InRange(result.MostCacheShare, 0, 1);
        Assert.InRange(result.Utilization, 0, 1 + 1e-9);
        Assert.True(
            result.TimeToFirstToken.Least >= 0
                && result.TimePerOutputToken.Least >= 0
                && result.EndToEnd.Least >= result.TimeToFirstToken.Least
        );
    }

    [Property(MaxTest = 100)]
    public void Run_AnyLoad_HoldsLittlesLaw(Seed seed)
    {
        var (simulator, strategy, options, workload) = Jobs.Random(seed);
        var run = simulator.Start(strategy, options, workload);
        run.Run();
        var result = run.Result();
        Assert.True(Math.Abs((result.MeanInSystem * result.Horizon) - run.Metrics.Sojourns) <= 1e-9 * run.Metrics.Sojourns);
        if (result.Observed > 0)
        {
            Assert.Equal(1, result.EndToEnd.Mean * result.Observed / Math.Max(double.Epsilon, run.Metrics.Sojourns), 1e-9);
        }
    }

    [Property(MaxTest = 100)]
    public void Run_InStretches_IsTheRunStepByStep(Seed seed)
    {
        var (simulator, strategy, options, workload) = Jobs.Random(seed);
        var (stretched, stepped) = (
            simulator.Start(strategy, options, workload),
            simulator.Start(strategy, options, workload, stepByStep: true)
        );
        stretched.Run();
        stepped.Run();
        var (a, b) = (stretched.Result(), stepped.Result());
        Assert.Equal(
            (b.Steps, b.Preemptions, b.OutputTokens, b.CachedTokens, b.RecomputedTokens),
            (a.Steps, a.Preemptions, a.OutputTokens, a.CachedTokens, a.RecomputedTokens)
        );
        Near(b.Horizon, a.Horizon);
        Near(b.TimeToFirstToken.Mean, a.TimeToFirstToken.Mean, b.Horizon);
        Near(b.TimePerOutputToken.Mean, a.TimePerOutputToken.Mean, b.Horizon);
        Near(b.EndToEnd.Mean, a.EndToEnd.Mean, b.Horizon);
        Near(b.EndToEnd.Largest, a.EndToEnd.Largest, b.Horizon);
    }

    [Property(MaxTest = 100)]
    public void Run_OneAtATime_IsTheStaticEstimate(byte engine, byte tensor, byte pipeline, Seed input, Seed output)
    {
        var engines = EngineCatalog.Default.Engines;
        var constants = engines[engine % engines.Count];
        var strategy = new InferenceStrategy { Tensor = 1 << (tensor % 4), Pipeline = 1 << (pipeline % 3) };
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), strategy.RanksPerReplica, 8);
        var model = ModelCatalog.Default.Get("llama-3.1-8b").Spec;
        var (prompt, answer) = (1 + input.Below(8000), 1 + output.Below(2000));
        var estimate = new InferenceEstimator(model, cluster, constants).Estimate(strategy, new InferenceWorkload(1, prompt, answer));
        var result = new ServingSimulator(model, cluster, constants).Run(
            strategy,
            new SchedulingOptions { ChunkedPrefill = false },
            new ServingWorkload
            {
                Requests = 3,
                Arrivals = Arrivals.Closed(1),
                Input = LengthDistribution.Constant(prompt),
                Output = LengthDistribution.Constant(answer),
            }
        );
        Near(estimate.TimeToFirstToken.TotalSeconds, result.TimeToFirstToken.Mean);
        Near(estimate.EndToEnd.TotalSeconds, result.EndToEnd.Mean);
        if (answer > 1)
        {
            Near(estimate.TimePerOutputToken.TotalSeconds, result.TimePerOutputToken.Mean);
        }
    }

    [Property(MaxTest = 40)]
    public void RecordedSteps_OnAFasterAccelerator_AreNoSlower(Seed seed)
    {
        var (_, strategy, options, workload) = Jobs.Random(seed);
        var slower = HardwareCatalog.Default.Get("A100-SXM-80GB");
        var faster = slower with { Id = "faster", MemoryBandwidth = slower.MemoryBandwidth * 1.5 };
        var engine = EngineCatalog.Default.Get("vllm");
        ServingSimulator On(Accelerator accelerator) =>
            new(
                ModelCatalog.Default.Get("llama-3.1-8b").Spec,
                Cluster.Create(accelerator, strategy.RanksPerReplica * strategy.Data, 8),
                engine
            );
        var records = new List<StepRecord>();
        On(slower).Start(strategy, options, workload, stepByStep: true, records).Run();
        var (slow, fast) = (On(slower).Clock(strategy), On(faster).Clock(strategy));
        foreach (var record in records)
        {
            Assert.True(record.Seconds(fast) <= record.Seconds(slow) * (1 + 1e-12), record.ToString());
        }
    }

    [Property(MaxTest = 30)]
    public void Run_Twice_IsTheSameToTheBit(Seed seed)
    {
        var (simulator, strategy, options, workload) = Jobs.Random(seed);
        var (a, b) = (simulator.Run(strategy, options, workload), simulator.Run(strategy, options, workload));
        Assert.Equal(a.Timeline, b.Timeline);
        Assert.Equal(a with { Timeline = [] }, b with { Timeline = [] });
    }

    [Fact]
    public void Run_OnceWarm_AllocatesNothing()
    {
        var (simulator, strategy, workload) = Jobs.Llama70B(10_000_000);
        var run = simulator.Start(strategy, new SchedulingOptions(), workload);

        Allocations.None(() => run.Run(100_000));

        Assert.False(run.Done);
    }

    // A latency is a difference of clocks: what rounding leaves is twelve digits of the clock.
    private static void Near(double expected, double actual, double clock = 0) =>
        Assert.True(
            Math.Abs(expected - actual) <= 1e-12 * Math.Max(Math.Abs(expected), clock),
            string.Create(CultureInfo.InvariantCulture, $"{expected:R} and {actual:R}")
        );
}
