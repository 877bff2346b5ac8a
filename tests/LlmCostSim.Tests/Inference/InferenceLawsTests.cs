using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Inference;

public class InferenceLawsTests
{
    private static readonly string[] Models =
    [
        "llama-3.1-8b",
        "llama-2-70b",
        "mixtral-8x7b",
        "mpt-7b",
        "falcon-40b",
        "deepseek-v3",
        "qwen3-235b-a22b",
    ];
    private static readonly string[] Accelerators = ["A100-SXM-80GB", "H100-SXM-80GB", "H200-SXM-141GB", "L40S-48GB", "RTX-4090-24GB"];

    private static (InferenceEstimator Estimator, ModelSpec Model, Cluster Cluster, InferenceStrategy Strategy) Any(Random random)
    {
        var spec = ModelCatalog.Default.Get(Models[random.Next(Models.Length)]).Spec;
        var chip = HardwareCatalog.Default.Get(Accelerators[random.Next(Accelerators.Length)]);
        var cluster = Cluster.Create(chip, 8, 8);
        var engines = EngineCatalog.Default.Engines;
        var weights = random.Next(3) switch
        {
            0 => NumberFormat.Bf16,
            1 when chip.Peak.Fp8 is not null => NumberFormat.Fp8,
            _ => NumberFormat.Int4WeightOnly,
        };
        var strategy = new InferenceStrategy
        {
            Tensor = 1 << random.Next(4),
            Weights = weights,
            WeightBits = weights.WeightBytes() * 8,
            CacheBytes = 1 + random.Next(2),
        };
        return (new InferenceEstimator(spec, cluster, engines[random.Next(engines.Count)]), spec, cluster, strategy);
    }

    [Property(MaxTest = 60)]
    public void Step_OfAnyBatch_IsNoQuickerThanArithmeticAndMemoryAllow(Seed seed)
    {
        var random = new Random(seed);
        var (estimator, spec, cluster, strategy) = Any(random);
        var (batch, context) = (1 << random.Next(10), 1 + random.Next(8192));
        Assert.True(estimator.Generate(strategy, batch, context) >= 0.97 * Bound(spec, cluster, strategy, batch, 1, context));
        Assert.True(estimator.Prompt(strategy, 1, context) >= 0.97 * Bound(spec, cluster, strategy, 1, context, 0));
    }

    [Property(MaxTest = 60)]
    public void Step_LongerContext_TakesNoLess(Seed seed)
    {
        var random = new Random(seed);
        var (estimator, _, _, strategy) = Any(random);
        var (batch, context) = (1 << random.Next(9), 16 + random.Next(8192));
        Assert.True(estimator.Generate(strategy, batch, context * 2) >= estimator.Generate(strategy, batch, context) * 0.999);
        Assert.True(estimator.Prompt(strategy, batch, context * 2) >= estimator.Prompt(strategy, batch, context) * 0.999);
    }

    [Property(MaxTest = 60)]
    public void Load_OfAnyConcurrency_IsFiniteAndFinishesNoMoreThanItsRequestsAllow(Seed seed)
    {
        var random = new Random(seed);
        var (estimator, _, _, strategy) = Any(random);
        var load = new ServingLoad(ServingLoadKind.Closed, 1 + random.Next(256), 16 + random.Next(4096), 16 + random.Next(2048));
        var estimate = estimator.Estimate(strategy, load);
        Assert.True(double.IsFinite(estimate.EndToEnd.TotalSeconds) && estimate.TimePerOutputToken.TotalSeconds > 0);
        Assert.True(estimate.Running <= load.Value + 1e-9);
        // A closed loop cannot finish more than its requests allow.
        Assert.True(estimate.OutputTokensPerSecond <= 1.0001 * load.Value / estimate.TimePerOutputToken.TotalSeconds);
    }

    [Fact]
    public void Estimate_KnownLayout_AllocatesNothing()
    {
        var (estimator, _, _, strategy) = Any(new Random(1));
        var workload = new InferenceWorkload(8, 512, 128);
        Allocations.None(() =>
        {
            for (var batch = 1; batch <= 64; batch++)
            {
                estimator.Estimate(strategy, workload with { Batch = batch });
            }
        });
    }

    // Arithmetic at peak, and weights that must be read plus the cache, at full memory bandwidth, of one rank.
    private static double Bound(ModelSpec model, Cluster cluster, in InferenceStrategy strategy, double batch, double tokens, double past)
    {
        var options = new LoweringOptions
        {
            MicroBatch = batch,
            SequenceLength = tokens,
            PastLength = past,
            Tensor = strategy.Tensor,
            Compute = strategy.Weights,
            Training = false,
        };
        double flops = 0,
            bytes = 0;
        for (var layer = 0; layer < model.Layers; layer++)
        {
            var (work, read) = OfLayer(model, layer, options, strategy);
            flops += work;
            bytes += read;
        }

        var accelerator = cluster.Accelerator;
        var peak = Math.Max(
            (accelerator.Peak.Of(strategy.Weights) ?? default).FlopsPerSecond,
            Math.Max((accelerator.Peak.Fp8 ?? default).FlopsPerSecond, (accelerator.Peak.Bf16 ?? default).FlopsPerSecond)
        );

        // What fits in the last-level cache may be read from there.
        var outside = Math.Max(0, bytes - (accelerator.L2Cache.TotalBytes * model.Layers * 4));
        return Math.Max(flops / peak, outside / accelerator.MemoryBandwidth.BytesPerSecond);
    }

    // Floating-point operations, and bytes of weights and cache that must be read.
    private static (double Flops, double Bytes) OfLayer(
        ModelSpec model,
        int layer,
        in LoweringOptions options,
        in InferenceStrategy strategy
    )
    {
        double flops = 0,
            bytes = 0;
        var ops = new OpSpec[ModelLowering.MaxOps];
        var count = ModelLowering.LowerLayer(model, ModelLowering.KindOf(model, layer), model.WindowOf(layer), options, ops);
        foreach (ref readonly var op in ops.AsSpan(0, count))
        {
            flops += op.ForwardFlops(causalHalved: true);
            bytes += op.Kind is OpKind.Gemm or OpKind.GroupedGemm ? op.N * op.K * op.Count * op.Format.WeightBytes() : 0;
            if (op.Kind == OpKind.Attention && op.Attention is { QueryLength: 1 } attention)
            {
                var keys = attention.Window > 0 ? Math.Min(attention.Window, options.PastLength) : options.PastLength;
                var width =
                    attention.LatentDim > 0 ? attention.LatentDim : attention.KeyValueHeads * (attention.HeadDim + attention.ValueDim);
                bytes += options.MicroBatch * keys * width * strategy.CacheBytes;
            }
        }

        return (flops, bytes);
    }
}
