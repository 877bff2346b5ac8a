using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// Which changes are tried on a plan of eight accelerators for Llama 2 7B (32 heads, 32 layers), whatever comes of them: with no memory at
/// all none is enough, with endless memory each is.
/// </summary>
public class RemedySearchTests
{
    private static readonly TrainingWorkload Work = new(2048, 64);

    private static readonly TrainingEstimator Estimator = new(
        ModelCatalog.Default.Get("llama-2-7b").Spec,
        Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8, 8),
        StackCatalog.Default.Get("huggingface")
    );

    private static MemoryRemedy[] Find(in TrainingStrategy strategy, double has = 0) =>
        [.. new RemedySearch(Estimator, Work, Bytes.FromBytes(has)).Find(strategy, default)];

    private static string[] Changes(in TrainingStrategy strategy, double has = 0) =>
        [.. Find(strategy, has).Select(static remedy => remedy.Change).Order(StringComparer.Ordinal)];

    private static readonly TrainingStrategy Replicas = new()
    {
        Layout = new ParallelLayout { Data = 8 },
        MicroBatch = 4,
    };

    private static readonly string[] All =
    [
        "2 pipeline stages",
        "2 tensor-parallel ranks with sequence parallelism",
        "4 pipeline stages",
        "4 tensor-parallel ranks with sequence parallelism",
        "8 pipeline stages",
        "8 tensor-parallel ranks with sequence parallelism",
        "8-bit AdamW",
        "LoRA of rank 16 on all linear layers",
        "QLoRA",
        "ZeRO-1",
        "ZeRO-2",
        "ZeRO-3",
        "full recomputation",
        "micro-batch 1",
        "optimizer states in host memory",
        "selective recomputation",
    ];

    [Fact]
    public void Find_NothingEnough_HasTriedEverything() => Assert.Equal(All, Changes(Replicas));

    /// <summary>Where each is enough, more ranks and stages stop at two, and half the micro-batch is offered beside one sequence.</summary>
    [Fact]
    public void Find_EverythingEnough_StopsAtTheFirst() =>
        Assert.Equal(
            [
                .. All.Where(static change => change[0] is not ('4' or '8') || change == "8-bit AdamW")
                    .Append("micro-batch 2")
                    .Order(StringComparer.Ordinal),
            ],
            Changes(Replicas, 1e15)
        );

    [Fact]
    public void Find_MicroBatchOfTwo_HasNoHalf() => Assert.DoesNotContain("micro-batch 2", Changes(Replicas with { MicroBatch = 2 }, 1e15));

    /// <summary>What a plan has already is not proposed again.</summary>
    [Theory]
    [InlineData("micro-batch 1", 1, RecomputeKind.None, 0, Sharding.None, OptimizerKind.AdamW, OffloadTarget.None)]
    [InlineData("selective recomputation", 4, RecomputeKind.Selective, 0, Sharding.None, OptimizerKind.AdamW, OffloadTarget.None)]
    [InlineData(
        "selective recomputation|full recomputation",
        4,
        RecomputeKind.Full,
        0,
        Sharding.None,
        OptimizerKind.AdamW,
        OffloadTarget.None
    )]
    [InlineData("selective recomputation", 4, RecomputeKind.Full, 2, Sharding.None, OptimizerKind.AdamW, OffloadTarget.None)]
    [InlineData("ZeRO-1", 4, RecomputeKind.None, 0, Sharding.Zero1, OptimizerKind.AdamW, OffloadTarget.None)]
    [InlineData("ZeRO-1|ZeRO-2|stages", 4, RecomputeKind.None, 0, Sharding.Zero2, OptimizerKind.AdamW, OffloadTarget.None)]
    [InlineData("ZeRO-1|ZeRO-2|ZeRO-3|stages", 4, RecomputeKind.None, 0, Sharding.Zero3, OptimizerKind.AdamW, OffloadTarget.None)]
    [InlineData("ZeRO-1|ZeRO-2|ZeRO-3|stages", 4, RecomputeKind.None, 0, Sharding.FsdpFull, OptimizerKind.AdamW, OffloadTarget.None)]
    [InlineData("8-bit AdamW", 4, RecomputeKind.None, 0, Sharding.None, OptimizerKind.Lion, OffloadTarget.None)]
    [InlineData("optimizer states in host memory", 4, RecomputeKind.None, 0, Sharding.None, OptimizerKind.AdamW, OffloadTarget.Cpu)]
    public void Find_LeavesOutWhatThePlanHas(
        string without,
        int microBatch,
        RecomputeKind recompute,
        int layers,
        Sharding sharding,
        OptimizerKind optimizer,
        OffloadTarget offload
    )
    {
        var plan = Replicas with
        {
            MicroBatch = microBatch,
            Recompute = new RecomputePolicy(recompute, layers),
            Sharding = sharding,
            Optimizer = optimizer,
            Offload = new OffloadPolicy(offload),
        };
        string[] left = [.. without.Split('|')];
        Assert.Equal(
            All.Where(change => !left.Any(word => change == word || (word == "stages" && change.EndsWith(word, StringComparison.Ordinal)))),
            Changes(plan)
        );
    }

    /// <summary>One rank has nothing to shard; a pipeline shards optimizer states only, and its stages double.</summary>
    [Fact]
    public void Find_KeepsWhatShardingNeeds()
    {
        Assert.DoesNotContain(
            new RemedySearch(
                new TrainingEstimator(
                    Estimator.Model,
                    Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 1),
                    StackCatalog.Default.Get("huggingface")
                ),
                Work,
                Bytes.FromBytes(0)
            ).Find(new TrainingStrategy(), default),
            remedy => remedy.Change.Contains("ZeRO", StringComparison.Ordinal) || remedy.Change.Contains("ranks", StringComparison.Ordinal)
        );
        var pipelined = Find(
            new TrainingStrategy
            {
                Layout = new ParallelLayout { Pipeline = 2, Data = 4 },
            }
        );
        Assert.DoesNotContain(pipelined, remedy => remedy.Change is "ZeRO-2" or "ZeRO-3");
        Assert.Equal(
            [4, 8],
            pipelined
                .Where(remedy => remedy.Change.EndsWith("stages", StringComparison.Ordinal))
                .Select(remedy => remedy.Strategy.Layout.Pipeline)
                .Order()
        );
    }

    /// <summary>Each change is what its words say, with as many ranks as before.</summary>
    [Fact]
    public void Find_Changes_AreWhatTheySay()
    {
        var found = Find(Replicas).ToDictionary(remedy => remedy.Change, remedy => remedy.Strategy);
        Assert.Equal(Replicas with { MicroBatch = 1 }, found["micro-batch 1"]);
        Assert.Equal(Replicas with { Sharding = Sharding.Zero2 }, found["ZeRO-2"]);
        Assert.Equal(
            Replicas with
            {
                Layout = new ParallelLayout
                {
                    Tensor = 4,
                    Data = 2,
                    SequenceParallel = true,
                },
            },
            found["4 tensor-parallel ranks with sequence parallelism"]
        );
        Assert.Equal(
            Replicas with
            {
                Layout = new ParallelLayout { Pipeline = 8, Data = 1 },
            },
            found["8 pipeline stages"]
        );
        Assert.Equal(Replicas with { Optimizer = OptimizerKind.AdamW8Bit }, found["8-bit AdamW"]);
        Assert.Equal(Replicas with { Offload = new OffloadPolicy(OffloadTarget.Cpu) }, found["optimizer states in host memory"]);
        Assert.Equal(
            new AdapterSpec(AdapterKind.Lora, 16, AdapterTargets.AllLinear),
            found["LoRA of rank 16 on all linear layers"].Adapter
        );
        Assert.Equal(
            new AdapterSpec(AdapterKind.Qlora, 16, AdapterTargets.AllLinear, WeightQuantization.Nf4, true),
            found["QLoRA"].Adapter
        );
        var lora = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.Query);
        var own = Find(Replicas with { Adapter = lora }).ToDictionary(remedy => remedy.Change, remedy => remedy.Strategy);
        Assert.Equal(new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.Query, WeightQuantization.Nf4, true), own["QLoRA"].Adapter);
        Assert.DoesNotContain("LoRA of rank 16 on all linear layers", own.Keys);
        Assert.DoesNotContain(
            "QLoRA",
            Changes(Replicas with { Adapter = lora with { Kind = AdapterKind.Qlora, Quantization = WeightQuantization.Nf4 } })
        );
    }

    /// <summary>
    /// Fitting ones first, the fastest of them first; of the others the nearest first; where singles are not enough, changes add up.
    /// </summary>
    [Fact]
    public void Find_Order_AndCombinations()
    {
        var fitting = Find(Replicas, 1e15);
        Assert.Equal(fitting.OrderBy(remedy => remedy.StepTime.TotalSeconds), fitting);
        var none = Find(Replicas);
        Assert.Equal(none.OrderBy(remedy => remedy.Needs.TotalBytes), none);
        var best = none[0].Needs.TotalBytes;
        var combined = Find(Replicas, best * 0.9);
        Assert.True(combined[0].Fits);
        Assert.StartsWith(none[0].Change + " and ", combined[0].Change, StringComparison.Ordinal);
        Assert.Equal(none.Length, combined.Count(remedy => !remedy.Fits));
        // Exactly enough is enough.
        Assert.Equal([none[0].Change], Find(Replicas, best).Where(remedy => remedy.Fits).Select(remedy => remedy.Change));
    }

    [Fact]
    public void Feasibility_Sentence_NamesNeedsAndPlace()
    {
        var (needs, has) = (Bytes.FromGiB(43.1), Bytes.FromGiB(39.4));
        var feasibility = new Feasibility
        {
            Needs = needs,
            Has = has,
            Stage = 0,
            Moment = PeakMoment.Loss,
        };
        Assert.Equal("needs 43.1 GiB per accelerator, has 39.4 GiB, on stage 0 at the loss", feasibility.ToString());
        Assert.Equal(needs - has, feasibility.Missing);
        Assert.Equal(
            "fits: needs 43.1 GiB per accelerator, has 43.1 GiB, on stage 2 in the optimizer step",
            (feasibility with { Has = needs, Stage = 2, Moment = PeakMoment.Optimizer }).ToString()
        );
        Assert.Equal(0, (feasibility with { Has = needs }).Missing.TotalBytes);
    }
}
