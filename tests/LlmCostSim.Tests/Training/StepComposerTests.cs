using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>The estimate in parts has the same bits as the estimate as a whole, in whatever order the parts are used again.</summary>
public class StepComposerTests
{
    private static readonly string[] Models = ["gpt3-175b", "llama2-70b", "opt-13b", "mixtral-8x7b", "deepseek-v3", "gemma-2-9b", "t5-11b"];
    private static readonly int[] Ranks = [1, 2, 4, 8, 3, 16];

    [Property(MaxTest = 300)]
    public void Compose_AnyStrategy_GivesTheSameBits(Seed seed)
    {
        var random = new Random(seed);
        var model = ModelCatalog.Default.Get(Models[random.Next(Models.Length)]).Spec;
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 1024);
        var estimator = new TrainingEstimator(model, cluster, StackCatalog.Default.Get(random.Next(2) == 0 ? "megatron" : "deepspeed"));
        var workload = new TrainingWorkload(2048, 256, 0, model.EncoderLayers > 0 ? 512 : 0);
        var composer = estimator.Compose(workload);
        for (var parts = 0; parts < 2; parts++)
        {
            var strategy = Parts(random);
            composer.Read(strategy);
            for (var division = 0; division < 3; division++)
            {
                strategy = Divided(strategy, random);
                var floor = composer.Divide(strategy);
                foreach (var sharding in Enum.GetValues<Sharding>())
                {
                    strategy = strategy with { Sharding = sharding };
                    Compare(estimator, composer, strategy, workload, floor, composer.Shard(strategy), random);
                }
            }
        }
    }

    [Fact]
    public void Compose_APlan_AllocatesNothing()
    {
        var estimator = new TrainingEstimator(
            ModelCatalog.Default.Get("gpt3-175b").Spec,
            Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 4096),
            StackCatalog.Default.Get("megatron")
        );
        var composer = estimator.Compose(new TrainingWorkload(2048, 2048));
        var strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout
            {
                Tensor = 8,
                Pipeline = 16,
                Data = 32,
            },
        };
        Allocations.None(() =>
        {
            composer.Read(strategy);
            composer.Divide(strategy);
            composer.Shard(strategy);
            composer.Seconds(strategy);
            composer.Bytes(strategy);
        });
    }

    [Fact]
    public void Estimate_NewPartsEachTime_AllocatesNothing()
    {
        var estimator = new TrainingEstimator(
            ModelCatalog.Default.Get("gpt3-175b").Spec,
            Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 64),
            StackCatalog.Default.Get("megatron")
        );
        var strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout { Tensor = 8, Pipeline = 8 },
        };
        var length = 1000;
        Allocations.None(() =>
        {
            for (var end = length + 100; length < end; length++)
            {
                estimator.Estimate(strategy, new TrainingWorkload(length, 64));
            }
        });
    }

    /// <summary>
    /// What an estimator remembers of a division changes nothing: the same bits the first, second and tenth time, and after many others.
    /// </summary>
    [Fact]
    public void Estimate_KnownParts_SameBitsAsNew()
    {
        var random = new Random(11);
        var (model, cluster, stack) = (
            ModelCatalog.Default.Get("mixtral-8x7b").Spec,
            Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 64),
            StackCatalog.Default.Get("megatron")
        );
        var shared = new TrainingEstimator(model, cluster, stack);
        for (var i = 0; i < 2000; i++)
        {
            var strategy = new TrainingStrategy
            {
                Layout = new ParallelLayout
                {
                    Tensor = 1 << random.Next(3),
                    SequenceParallel = random.Next(2) == 0,
                    Pipeline = 1 << random.Next(3),
                    Data = 1 << random.Next(3),
                    Expert = 1 << random.Next(2),
                    Context = 1 << random.Next(2),
                },
                MicroBatch = 1 + random.Next(3),
                Sharding = (Sharding)random.Next(4),
                Recompute = new RecomputePolicy((RecomputeKind)random.Next(3)),
                Attention = (AttentionImplementation)random.Next(2),
                Adapter = random.Next(4) == 0 ? new AdapterSpec(AdapterKind.Lora, 8 << random.Next(3), AdapterTargets.AllLinear) : default,
            };
            var workload = new TrainingWorkload(1024 << random.Next(2), 64);
            var halved = random.Next(2) == 0;
            Assert.Equal(
                new TrainingEstimator(model, cluster, stack).Estimate(strategy, workload, halved),
                shared.Estimate(strategy, workload, halved)
            );
        }
    }

    /// <summary>What a composer reads once: how layers are divided, and how much of them there is.</summary>
    private static TrainingStrategy Parts(Random random) =>
        new()
        {
            Layout = new ParallelLayout
            {
                Tensor = Ranks[random.Next(4)],
                SequenceParallel = random.Next(2) == 0,
                Context = Ranks[random.Next(2)],
                Pipeline = random.Next(2) == 0 ? 1 : 2,
            },
            MicroBatch = 1 + random.Next(3),
            Optimizer = (OptimizerKind)random.Next(3),
            Offload = new OffloadPolicy { Optimizer = (OffloadTarget)random.Next(3) },
        };

    /// <summary>The same parts over other stages and replicas.</summary>
    private static TrainingStrategy Divided(in TrainingStrategy parts, Random random)
    {
        var pipeline = parts.Layout.Pipeline == 1 ? 1 : Math.Max(2, Ranks[random.Next(Ranks.Length)]);
        return parts with
        {
            Layout = parts.Layout with { Pipeline = pipeline, Data = Ranks[random.Next(4)] },
            Recompute = new RecomputePolicy((RecomputeKind)random.Next(3), random.Next(3)),
            Schedule = random.Next(5) == 0 && pipeline % 2 == 0 ? PipelineSchedule.DualPipe : PipelineSchedule.OneForwardOneBackward,
        };
    }

    private static void Compare(
        TrainingEstimator estimator,
        StepComposer composer,
        TrainingStrategy strategy,
        in TrainingWorkload workload,
        double seconds,
        double bytes,
        Random random
    )
    {
        PipelineSchedule[] schedules =
            strategy.Schedule == PipelineSchedule.DualPipe
                ? [PipelineSchedule.DualPipe]
                :
                [
                    PipelineSchedule.ZeroBubbleH1,
                    PipelineSchedule.OneForwardOneBackward,
                    PipelineSchedule.Interleaved,
                    PipelineSchedule.GPipe,
                    PipelineSchedule.ZeroBubbleH2,
                ];
        foreach (var schedule in schedules)
        {
            strategy = strategy with
            {
                Schedule = schedule,
                Layout = strategy.Layout with { VirtualStages = schedule == PipelineSchedule.Interleaved ? 1 + random.Next(4) : 1 },
            };
            var whole = estimator.Estimate(strategy, workload);
            Assert.Equal(whole.Step.Total.TotalSeconds, composer.Seconds(strategy));
            Assert.Equal(whole.Memory.Total.TotalBytes, composer.Bytes(strategy));
            Assert.True(seconds * (1 - 1e-9) <= whole.Step.Total.TotalSeconds);
            Assert.True(bytes * (1 - 1e-9) <= whole.Memory.Total.TotalBytes);
        }
    }
}
