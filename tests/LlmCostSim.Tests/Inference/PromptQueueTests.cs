using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Inference;

/// <summary>How long prompts of others are waited for under a closed load.</summary>
public sealed class PromptQueueTests
{
    [Property(MaxTest = 200)]
    public void AtStartAndLater_AnyLoad_LieBetweenNothingAndAllOthers(Seed running, byte rounds, byte together, Seed output, byte spread)
    {
        var inFlight = 1.0 + running.Below(512);
        var queue = new PromptQueue(BatchingPolicy.Mixed, inFlight * (1 + (rounds % 100)), spread / 300.0);
        Assert.InRange(queue.AtStart(inFlight, 1 + (together % 16)), 0, (inFlight - 1) * (1 + 1e-12));
        Assert.InRange(queue.Later(inFlight, 1 + output.Below(4000)), 0, (inFlight - 1) * (1 + 1e-12));
    }

    [Theory]
    [InlineData(1, 31.5)]
    [InlineData(8, 35)]
    [InlineData(64, 63)]
    public void AtStart_EqualRequests_IsTheMeanPlaceInTheirOrder(double together, double expected) =>
        Assert.Equal(expected, new PromptQueue(BatchingPolicy.Mixed, 64, 0).AtStart(64, together), 12);

    [Fact]
    public void Later_EqualRequests_FindTheEngineFree() => Assert.Equal(0, new PromptQueue(BatchingPolicy.Mixed, 640, 0).Later(64, 1000));

    [Fact]
    public void Later_GenerationStandsStillForPrompts_IsAsAtTheStart()
    {
        var queue = new PromptQueue(BatchingPolicy.PromptFirst, 640, 0.2);
        Assert.Equal((31.5, 31.5), (queue.AtStart(64, 8), queue.Later(64, 1000)));
    }

    [Property(MaxTest = 60)]
    public void Later_AnswersMoreAlike_MeetMoreOften(byte running, byte spread)
    {
        double Waited(double share) => new PromptQueue(BatchingPolicy.Mixed, 10 * (2.0 + running), share).Later(2.0 + running, 1000);
        var share = 0.05 + (spread / 600.0);
        Assert.True(Waited(share) >= Waited(share + 0.1));
    }

    /// <summary>The closed form of a load test whose lengths differ stands for its simulation request by request.</summary>
    [Theory]
    [InlineData(8, 1000, 1000, 8)]
    [InlineData(32, 1000, 1000, 2)]
    [InlineData(16, 8000, 1000, 4)]
    [InlineData(64, 8000, 1000, 8)]
    [InlineData(64, 1000, 4000, 4)]
    public void TimeToFirstToken_LoadTestOfDifferentLengths_IsTheSimulated(int clients, int input, int output, int tensor)
    {
        var model = ModelCatalog.Default.Get("llama-3.1-70b").Spec;
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("H200-SXM-141GB"), tensor);
        var engine = EngineCatalog.Default.Get("vllm") with { AdmissionHost = default, PromptTokenHost = default };
        var strategy = new InferenceStrategy
        {
            Tensor = tensor,
            Weights = NumberFormat.Fp8,
            WeightBits = 8,
            CacheBytes = 1,
        };
        var load = new ServingLoad(ServingLoadKind.Closed, clients, input, output, 10 * clients) { LengthSpread = 0.2 };
        var closed = new InferenceEstimator(model, cluster, engine).Estimate(strategy, load).TimeToFirstToken.TotalSeconds;
        var simulated = new ServingSimulator(model, cluster, engine)
            .Run(
                strategy,
                new SchedulingOptions(),
                new ServingWorkload
                {
                    Requests = 10 * clients,
                    Arrivals = Arrivals.Closed(clients),
                    Input = LengthDistribution.Uniform((int)(0.8 * input), input),
                    Output = LengthDistribution.Uniform((int)(0.8 * output), output),
                }
            )
            .TimeToFirstToken.Mean;
        Assert.InRange(closed / simulated, 0.85, 1.15);
    }
}
