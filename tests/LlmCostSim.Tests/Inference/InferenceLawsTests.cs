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

    private static (InferenceEstimator Estimator, ModelSpec Model, Cluster Cluster, InferenceStrategy Strategy) Setup(
        int model,
        int accelerator,
        int engine,
        int tensor,
        int format
    )
    {
        var spec = ModelCatalog.Default.Get(Models[model % Models.Length]).Spec;
        var chip = HardwareCatalog.Default.Get(Accelerators[accelerator % Accelerators.Length]);
        var cluster = Cluster.Create(chip, 8, 8);
        var engines = EngineCatalog.Default.Engines;
        var weights = (format % 3) switch
        {
            0 => NumberFormat.Bf16,
            1 when chip.Peak.Fp8 is not null => NumberFormat.Fp8,
            _ => NumberFormat.Int4WeightOnly,
        };
        var strategy = new InferenceStrategy
        {
            Tensor = 1 << (tensor % 4),
            Weights = weights,
            WeightBits = weights.WeightBytes() * 8,
            CacheBytes = format % 2 == 0 ? 2 : 1,
        };
        return (new InferenceEstimator(spec, cluster, engines[engine % engines.Count]), spec, cluster, strategy);
    }

    [Property(MaxTest = 60)]
    public void Step_OfAnyBatch_IsNoQuickerThanArithmeticAndMemoryAllow(
        byte model,
        byte accelerator,
        byte engine,
        byte tensor,
        byte format,
        byte batchPower,
        ushort length
    )
    {
        var (estimator, spec, cluster, strategy) = Setup(model, accelerator, engine, tensor, format);
        var (batch, context) = (Math.Pow(2, batchPower % 10), 1.0 + (length % 8192));
        Assert.True(estimator.Generate(strategy, batch, context) >= 0.97 * Bound(spec, cluster, strategy, batch, 1, context));
        Assert.True(estimator.Prompt(strategy, 1, context) >= 0.97 * Bound(spec, cluster, strategy, 1, context, 0));
    }

    [Property(MaxTest = 60)]
    public void Step_LongerContext_TakesNoLess(
        byte model,
        byte accelerator,
        byte engine,
        byte tensor,
        byte format,
        byte batchPower,
        ushort length
    )
    {
        var (estimator, _, _, strategy) = Setup(model, accelerator, engine, tensor, format);
        var (batch, context) = (Math.Pow(2, batchPower % 9), 16.0 + (length % 8192));
        var step = estimator.Generate(strategy, batch, context);
        Assert.True(estimator.Generate(strategy, batch, context * 2) >= step * 0.999);
        Assert.True(estimator.Prompt(strategy, batch, context * 2) >= estimator.Prompt(strategy, batch, context) * 0.999);
    }

    [Property(MaxTest = 60)]
    public void Load_OfAnyConcurrency_IsFiniteAndFinishesNoMoreThanItsRequestsAllow(
        byte model,
        byte engine,
        byte tensor,
        byte concurrency,
        ushort input,
        ushort output
    )
    {
        var (estimator, _, _, strategy) = Setup(model, 2, engine, tensor, 1);
        var load = new ServingLoad(ServingLoadKind.Closed, 1 + concurrency, 16 + (input % 4096), 16 + (output % 2048));
        var estimate = estimator.Estimate(strategy, load);
        Assert.True(double.IsFinite(estimate.EndToEnd.TotalSeconds) && estimate.TimePerOutputToken.TotalSeconds > 0);
        Assert.True(estimate.Running <= load.Value + 1e-9);
        // A closed loop cannot finish more than its requests allow.
        Assert.True(estimate.OutputTokensPerSecond <= 1.0001 * load.Value / estimate.TimePerOutputToken.TotalSeconds);
    }

    [Fact]
    public void Estimate_KnownLayout_AllocatesNothing()
    {
        var (estimator, _, _, strategy) = Setup(0, 0, 0, 0, 0);
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
