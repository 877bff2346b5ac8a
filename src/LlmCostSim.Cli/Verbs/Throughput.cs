using System.Diagnostics;
using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// Rates of the estimator on one core: the best of short slices, since other processes and the compiler at work can only slow one down.
/// </summary>
internal static class Throughput
{
    private const double SliceSeconds = 0.03,
        MostSeconds = 1.5;

    // So many slices in a row that bring nothing better end a measurement.
    private const int Patience = 10;

    /// <summary>GPT-3 175B, the usual subject of such figures.</summary>
    private const string Model = "gpt-3-175b";

    public static IReadOnlyList<(string Name, double Rate, string What)> Measure() =>
        [
            ("estimateNewPerSecond", Rate(New()), "training estimates of new strategies: memory, time, breakdowns"),
            (
                "estimateCachedPerSecond",
                Rate(Cached()),
                "training estimates of strategies that differ in layout and sharding, the model's parts being known"
            ),
            ("batchPerSecond", Rate(Batch()), "scenarios as JSON lines, from text to text"),
            ("planPerSecond", Rate(Plans()), "plans of the default space evaluated without pruning, GPT-3 175B on 4,096 A100"),
            ("inferencePerSecond", Rate(Inference()), "inference estimates of new batches and lengths"),
            (
                "serveRequestsPerSecond",
                Rate(ServingThroughput.Requests()),
                "simulated requests: closed loop of 256, 512 tokens in, 256 out, Llama 2 70B over eight A100"
            ),
        ];

    /// <summary>Calls per second of work that says how much it did.</summary>
    private static double Rate(Func<long> work)
    {
        var started = Stopwatch.GetTimestamp();
        double best = 0;
        for (var waited = 0; waited < Patience && Stopwatch.GetElapsedTime(started).TotalSeconds < MostSeconds; waited++)
        {
            var rate = Slice(work, SliceSeconds);
            waited = rate > 1.01 * best ? -1 : waited;
            best = Math.Max(best, rate);
        }

        return best;
    }

    /// <summary>Units of work per second of a slice of time.</summary>
    internal static double Slice(Func<long> work, double seconds)
    {
        long done = 0;
        var started = Stopwatch.GetTimestamp();
        double elapsed;
        do
        {
            done += work();
            elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        } while (elapsed < seconds);
        return done / elapsed;
    }

    private static TrainingEstimator Estimator(int count) =>
        new(
            ModelCatalog.Default.Get(Model).Spec,
            Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), count),
            StackCatalog.Default.Get("megatron")
        );

    private static TrainingStrategy Strategy(int pipeline) =>
        new()
        {
            Layout = new ParallelLayout
            {
                Tensor = 8,
                SequenceParallel = true,
                Pipeline = pipeline,
                Data = 64 / pipeline,
            },
            Sharding = Sharding.Zero1,
            Recompute = new RecomputePolicy(RecomputeKind.Selective),
        };

    private static Func<long> New()
    {
        var (estimator, strategy, turn) = (Estimator(512), Strategy(8), 0);
        return () =>
        {
            const int Calls = 100;
            for (var i = 0; i < Calls; i++)
            {
                turn = (turn + 1) & 0xFFFF;
                estimator.Estimate(strategy with { MicroBatch = 1 + (turn & 3) }, new TrainingWorkload(1024 + turn, 512));
            }

            return Calls;
        };
    }

    private static Func<long> Cached()
    {
        var composer = Estimator(512).Compose(new TrainingWorkload(2048, 512));
        composer.Read(Strategy(8));
        double sum = 0;
        return () =>
        {
            const int Calls = 100;
            for (var i = 0; i < Calls; i++)
            {
                var strategy = Strategy(1 << (1 + (i % 5)));
                composer.Divide(strategy);
                composer.Shard(strategy);
                sum += composer.Seconds(strategy) + composer.Bytes(strategy);
            }

            return Calls;
        };
    }

    private static Func<long> Plans() => Plans(threads: 1);

    /// <summary>Plans of the default space of GPT-3 175B on 4,096 A100, none pruned.</summary>
    internal static Func<long> Plans(int threads)
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 4096, networkGbpsPerNode: 1600);
        var scenario = new TrainingScenario
        {
            Model = ModelCatalog.Default.Get(Model).Spec,
            Cluster = cluster,
            Framework = "megatron",
            Workload = new TrainingWorkload(2048, 2048, 300e9),
        };
        var (request, estimator) = (new PlanRequest(scenario) { Prune = false, Threads = threads }, new Estimator());
        return () => PlanSearch.Find(request, estimator).Evaluated;
    }

    private static Func<long> Inference()
    {
        var estimator = new InferenceEstimator(
            ModelCatalog.Default.Get("llama2-70b").Spec,
            Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8),
            EngineCatalog.Default.Get("vllm")
        );
        var (strategy, turn) = (new InferenceStrategy { Tensor = 8 }, 0);
        return () =>
        {
            const int Calls = 100;
            for (var i = 0; i < Calls; i++)
            {
                turn = (turn + 1) & 1023;
                estimator.Estimate(strategy, new InferenceWorkload(1 + (turn & 63), 512 + turn, 128));
            }

            return Calls;
        };
    }

    private static Func<long> Batch()
    {
        const int Lines = 256;
        var lines = string.Join(
            '\n',
            Enumerable
                .Range(0, Lines)
                .Select(static i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$$"""{"model":"gpt-3-175b","cluster":{"accelerator":"A100-SXM-80GB","count":512},"strategy":{"tensor":8,"pipeline":{{{8 << (i % 3)}}},"recompute":"selective","sequenceParallel":true},"workload":{"sequenceLength":{{{1024 + i}}},"globalBatch":512,"tokens":3e11}}"""
                    )
                )
        );
        var (reader, estimator, writer) = (new ScenarioReader(), new Estimator(), new BatchWriter());
        long number = 0;
        writer.Fill(new LineReader(new StringReader(lines), JsonInput.MaxLength), Lines, ref number);
        return () =>
        {
            writer.Answer(reader, estimator);
            return Lines;
        };
    }
}
