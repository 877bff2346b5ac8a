using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Serving;

public class ServingSimulatorTests
{
    private static ServingResult Run(
        ServingWorkload workload,
        SchedulingOptions? options = null,
        int replicas = 1,
        Func<InferenceEngine, InferenceEngine>? change = null,
        string engine = "vllm"
    ) =>
        Jobs.Simulator("llama-3.1-8b", "H100-SXM-80GB", replicas, engine, change)
            .Run(new InferenceStrategy { Data = replicas }, options ?? new SchedulingOptions(), workload);

    private static ServingWorkload Workload(Arrivals arrivals, int input = 1000, int output = 100, long requests = 400) =>
        new()
        {
            Requests = requests,
            Arrivals = arrivals,
            Input = LengthDistribution.Constant(input),
            Output = LengthDistribution.Constant(output),
        };

    [Fact]
    public void Engines_ThatBatchContinuously_AreNotStatic() =>
        Assert.All(
            EngineCatalog.Default.Engines.Where(static e =>
                e.Id.StartsWith("vllm", StringComparison.Ordinal)
                || e.Id.StartsWith("tensorrt-llm", StringComparison.Ordinal)
                || e.Id is "sglang" or "nim"
            ),
            static e => Assert.NotEqual(BatchingPolicy.Static, e.Batching)
        );

    [Fact]
    public void ClosedLoop_ClientsThatBeginOneByOne_WaitLessForEachOthersPrompts()
    {
        var together = Run(Workload(Arrivals.Closed(32)));
        var spread = Run(Workload(Arrivals.Closed(32, rampSeconds: 2)));
        Assert.True(spread.TimeToFirstToken.Mean < 0.7 * together.TimeToFirstToken.Mean);
    }

    [Fact]
    public void WholePrompts_AsLongAsAStep_JoinThoseThatGenerate()
    {
        var result = Run(Workload(Arrivals.Closed(16), input: 8192, requests: 64), engine: "tensorrt-llm");
        Assert.True(result.MeanBatch > 8, $"{result.MeanBatch}");
    }

    [Fact]
    public void PrefixCaching_SharedBeginning_IsWorkedOnOncePerReplica()
    {
        var workload = Workload(Arrivals.Closed(1), input: 1000, requests: 100) with { Prefix = new SharedPrefix(808) };
        var (without, with) = (Run(workload), Run(workload, new SchedulingOptions { PrefixCaching = true }));
        Assert.Equal(0, without.CachedTokens);

        // Whole blocks of 16 tokens: 800; the first request works on them.
        Assert.Equal(99 * 800, with.CachedTokens);
        Assert.True(with.TimeToFirstToken.P50 < without.TimeToFirstToken.P50);
    }

    [Fact]
    public void Preemption_TightCache_HappensAndIsCounted()
    {
        var result = Run(
            Workload(Arrivals.Closed(24), input: 500, output: 500),
            change: static e => e with { CacheReserve = 0.5, CacheFraction = 0.03 }
        );
        Assert.True(result.Preemptions > 0 && result.RecomputedTokens > result.Preemptions);
        Assert.Equal(400, result.Completed);
        Assert.True(result.MostCacheShare > 0.95);

        // Engines that reserve the whole answer never take it back.
        Assert.Equal(
            0,
            Run(
                Workload(Arrivals.Closed(24), input: 500, output: 500),
                change: static e => e with { CacheReserve = 1, CacheFraction = 0.03 }
            ).Preemptions
        );
    }

    [Theory]
    [InlineData("mistral-7b-v0.1", 1)]
    [InlineData("mistral-7b-v0.1", 0.5)]
    [InlineData("gemma-2-9b", 1)]
    public void Windows_SequencesLongerThanThem_AsManyRunAsInTheClosedForm(string model, double reserve)
    {
        (double Closed, double Simulated) Running(bool windowed)
        {
            var simulator = Jobs.Simulator(model, "H100-SXM-80GB", 1, "vllm", e => Tight(e, windowed));
            var cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 1, 8);
            var engine = Tight(EngineCatalog.Default.Get("vllm"), windowed);
            var load = new ServingLoad(ServingLoadKind.Closed, 500, 12000, 1000);
            var admitted = new InferenceEstimator(ModelCatalog.Default.Get(model).Spec, cluster, engine)
                .Estimate(new InferenceStrategy(), load)
                .Admitted;
            var result = simulator.Run(
                new InferenceStrategy(),
                new SchedulingOptions(),
                Workload(Arrivals.Closed(500), input: 12000, output: 1000, requests: 500)
            );
            return (admitted, result.Timeline.Max(static point => point.Running));
        }

        InferenceEngine Tight(InferenceEngine engine, bool windowed) =>
            engine with
            {
                WindowedCache = windowed,
                CacheReserve = reserve,
                CacheFraction = 0.5,
            };
        var (windowed, whole) = (Running(true), Running(false));
        // A request holds a block that it has not filled, and half of an output is the mean of what grows.
        Assert.InRange(windowed.Simulated, 0.94 * windowed.Closed, 1.04 * windowed.Closed);
        Assert.InRange(whole.Simulated, 0.94 * whole.Closed, 1.04 * whole.Closed);
        Assert.True(windowed.Simulated > 1.4 * whole.Simulated);
    }

    [Fact]
    public void SplitReplicas_LongPrompts_KeepGenerationEven()
    {
        var workload = Workload(Arrivals.Poisson(4), input: 6000, output: 100);
        var both = Run(workload, replicas: 2);
        var split = Run(workload, new SchedulingOptions { PrefillReplicas = 1 }, replicas: 2);
        Assert.True(split.TimePerOutputToken.P90 < both.TimePerOutputToken.P90, $"{split.TimePerOutputToken} {both.TimePerOutputToken}");
        Assert.Equal(both.OutputTokens, split.OutputTokens);
    }

    [Fact]
    public void LeastLoaded_UnevenLengths_WaitsLessThanRoundRobin()
    {
        var workload = Workload(Arrivals.Poisson(30), requests: 3000) with
        {
            Output = LengthDistribution.LogNormal(200, 400, maximum: 4000),
        };
        var options = new SchedulingOptions { MaxSequences = 16 };
        var (turns, least) = (
            Run(workload, options, replicas: 4),
            Run(workload, options with { Routing = RoutingPolicy.LeastLoaded }, replicas: 4)
        );
        Assert.True(least.TimeToFirstToken.P99 < turns.TimeToFirstToken.P99);
    }

    [Fact]
    public void Batching_OfEachKind_ServesWhatItShould()
    {
        var workload = Workload(Arrivals.Poisson(20), requests: 500) with { Output = LengthDistribution.Exponential(150) };
        var (mixed, first, fixedBatch) = (
            Run(workload, With(BatchingPolicy.Mixed)),
            Run(workload, With(BatchingPolicy.PromptFirst)),
            Run(workload, With(BatchingPolicy.Static))
        );
        Assert.True(
            first.TimeToFirstToken.Mean < fixedBatch.TimeToFirstToken.Mean && mixed.TimeToFirstToken.Mean < fixedBatch.TimeToFirstToken.Mean
        );
        static SchedulingOptions With(BatchingPolicy batching) => new() { Batching = batching };
    }

    [Fact]
    public void Run_RequestLongerThanTheCache_IsRejectedAndTheOthersServed()
    {
        var result = Run(Workload(Arrivals.Closed(2)) with { Input = LengthDistribution.Empirical([100, 50_000_000]), Requests = 50 });
        Assert.True(result.Rejected > 0 && result.Completed > 0);
        Assert.Equal(50, result.Completed + result.Rejected);
    }

    [Fact]
    public void QueueGrows_AtAnyRate_OnlyWhereMoreComesThanIsServed()
    {
        Assert.False(Run(Workload(Arrivals.Poisson(5), requests: 2000)).QueueGrows);
        Assert.True(Run(Workload(Arrivals.Poisson(1e8), requests: 2000)).QueueGrows);
        Assert.True(Run(Workload(Arrivals.Poisson(500), requests: 2000), new SchedulingOptions { MaxSequences = 32 }).QueueGrows);
    }
}
