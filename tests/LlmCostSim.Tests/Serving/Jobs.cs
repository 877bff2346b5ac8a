using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Serving;

/// <summary>Simulators and random workloads that several tests share.</summary>
internal static class Jobs
{
    public static readonly string[] Engines = ["vllm", "sglang", "tensorrt-llm", "huggingface", "fastertransformer"];

    public static ServingSimulator Simulator(
        string model,
        string accelerator,
        int count,
        string engine,
        Func<InferenceEngine, InferenceEngine>? change = null,
        int window = 0
    )
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get(accelerator), count, 8);
        var constants = EngineCatalog.Default.Get(engine);
        var spec = ModelCatalog.Default.Get(model).Spec;
        spec = window > 0 ? spec with { Attention = spec.Attention with { SlidingWindow = window } } : spec;
        return new ServingSimulator(spec, cluster, change?.Invoke(constants) ?? constants);
    }

    /// <summary>Llama 2 70B over eight A100: closed loop of 256, 512 tokens in and 256 out.</summary>
    public static (ServingSimulator Simulator, InferenceStrategy Strategy, ServingWorkload Workload) Llama70B(long requests) =>
        (
            Simulator("llama-2-70b", "A100-SXM-80GB", 8, "vllm"),
            new InferenceStrategy { Tensor = 8 },
            new ServingWorkload
            {
                Requests = requests,
                Arrivals = Arrivals.Closed(256),
                Input = LengthDistribution.Constant(512),
                Output = LengthDistribution.Constant(256),
            }
        );

    /// <summary>A small system under a random load. A tight one has memory for about three of the longest requests.</summary>
    public static (ServingSimulator Simulator, InferenceStrategy Strategy, SchedulingOptions Options, ServingWorkload Workload) Random(
        int seed
    )
    {
        var random = new Random(seed);
        var engine = Engines[random.Next(Engines.Length)];
        var strategy = new InferenceStrategy
        {
            Tensor = 1 << random.Next(2),
            Pipeline = 1 + random.Next(2),
            Data = 1 + random.Next(3),
        };
        var prefill = strategy.Data > 1 && random.Next(3) == 0 ? 1 : 0;
        var options = new SchedulingOptions
        {
            Routing = (RoutingPolicy)random.Next(2),
            Batching = random.Next(2) == 0 ? null : (BatchingPolicy)random.Next(3),
            ChunkedPrefill = random.Next(3) switch
            {
                0 => null,
                1 => true,
                _ => false,
            },
            PrefixCaching = random.Next(2) == 0,
            MaxSequences = random.Next(3) == 0 ? 1 + random.Next(20) : null,
            MaxBatchedTokens = random.Next(3) == 0 ? 256 + random.Next(2000) : null,
            PrefillReplicas = prefill,
        };
        var fraction = random.Next(2) == 0 ? 0.9 : 0;
        // One of three has layers whose window many of the requests fill.
        var (model, window) = random.Next(3) == 0 ? ("gemma-2-9b", 40 + random.Next(1000)) : ("llama-3.1-8b", 0);
        var simulator = Simulator(
            model,
            "A100-SXM-80GB",
            strategy.RanksPerReplica * strategy.Data,
            engine,
            e =>
                (fraction > 0 ? e : e with { CacheReserve = 0.5, CacheFraction = 0.012 * strategy.Pipeline }) with
                {
                    WindowedCache = window > 0,
                },
            window
        );
        return (simulator, strategy, options, Workload(random));
    }

    private static ServingWorkload Workload(Random random)
    {
        var rate = Math.Pow(10, (random.NextDouble() * 2) - 0.5);
        return new ServingWorkload
        {
            Requests = 1 + random.Next(300),
            Seed = (ulong)random.Next(),
            Arrivals = random.Next(4) switch
            {
                0 => Arrivals.Poisson(rate),
                1 => Arrivals.Constant(rate),
                2 => Arrivals.Trace(1 + random.Next(3)),
                _ => Arrivals.Closed(1 + random.Next(100), random.Next(2) * random.Next(10)),
            },
            Trace = [.. Enumerable.Range(0, 100).Select(i => new TraceRequest(i / 7 * 0.5, 1 + random.Next(1500), 1 + random.Next(300)))],
            Input = Lengths(random, 800),
            Output = Lengths(random, 200),
            Prefix = random.Next(2) == 0 ? default : new SharedPrefix(random.Next(600), 1 + random.Next(5)),
            Objective = new ServiceObjective { TimeToFirstToken = 1, TimePerOutputToken = 0.05 },
        };
    }

    private static LengthDistribution Lengths(Random random, int mean) =>
        random.Next(6) switch
        {
            0 => LengthDistribution.Constant(1 + random.Next(2 * mean)),
            1 => LengthDistribution.Uniform(1, 2 * mean),
            2 => LengthDistribution.Normal(mean, mean / 3.0, 1, 3 * mean),
            3 => LengthDistribution.LogNormal(mean, mean, 1, 3 * mean),
            4 => LengthDistribution.Exponential(mean, 1, 3 * mean),
            _ => LengthDistribution.Empirical([1, mean, 2 * mean], [1, 5, 2]),
        };
}
