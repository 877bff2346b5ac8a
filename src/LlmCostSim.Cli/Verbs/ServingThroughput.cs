using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// The load by which request simulators are compared: 256 requests in flight, 512 tokens in, 256 out, Llama 2 70B over eight A100.
/// </summary>
internal static class ServingThroughput
{
    /// <summary>Serves some thousand requests and says how many.</summary>
    public static Func<long> Requests()
    {
        const int Requests = 20_000;
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8);
        var simulator = new ServingSimulator(ModelCatalog.Default.Get("llama-2-70b").Spec, cluster, EngineCatalog.Default.Get("vllm"));
        var (strategy, options) = (new InferenceStrategy { Tensor = 8 }, new SchedulingOptions());
        var workload = new ServingWorkload
        {
            Requests = Requests,
            Arrivals = Arrivals.Closed(256),
            Input = LengthDistribution.Constant(512),
            Output = LengthDistribution.Constant(256),
        };
        return () => simulator.Run(strategy, options, workload).Completed;
    }
}
