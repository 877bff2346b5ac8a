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
    public void Find_WhatThePlanHasAlready_IsLeftOut(
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

    [Fact]
    public void Find_OneRank_HasNothingToShardOrDivide() =>
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

    /// <summary>A pipeline shards optimizer states only, and its stages double.</summary>
    [Fact]
    public void Find_Pipeline_ShardsStatesAndDoublesStages()
    {
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
    private static readonly Dictionary<string, TrainingStrategy> Changed = new()
    {
        ["micro-batch 1"] = Replicas with { MicroBatch = 1 },
        ["ZeRO-2"] = Replicas with { Sharding = Sharding.Zero2 },
        ["4 tensor-parallel ranks with sequence parallelism"] = Replicas with
        {
            Layout = new ParallelLayout
            {
                Tensor = 4,
                Data = 2,
                SequenceParallel = true,
            },
        },
        ["8 pipeline stages"] = Replicas with
        {
            Layout = new ParallelLayout { Pipeline = 8, Data = 1 },
        },
        ["8-bit AdamW"] = Replicas with { Optimizer = OptimizerKind.AdamW8Bit },
        ["optimizer states in host memory"] = Replicas with { Offload = new OffloadPolicy(OffloadTarget.Cpu) },
    };

    public static TheoryData<string> ChangedNames => [.. Changed.Keys];

    [Theory]
    [MemberData(nameof(ChangedNames))]
    public void Find_Change_IsWhatItSays(string change) =>
        Assert.Equal(Changed[change], Find(Replicas).Single(remedy => remedy.Change == change).Strategy);

    private static readonly AdapterSpec Lora = new(AdapterKind.Lora, 4, AdapterTargets.Query);

    [Fact]
    public void Find_FullFineTuning_OffersAdaptersOfAllLinearLayers()
    {
        var found = Find(Replicas).ToDictionary(remedy => remedy.Change, remedy => remedy.Strategy.Adapter);
        Assert.Equal(new AdapterSpec(AdapterKind.Lora, 16, AdapterTargets.AllLinear), found["LoRA of rank 16 on all linear layers"]);
        Assert.Equal(new AdapterSpec(AdapterKind.Qlora, 16, AdapterTargets.AllLinear, WeightQuantization.Nf4, true), found["QLoRA"]);
    }

    [Fact]
    public void Find_OwnAdapter_IsOnlyQuantised()
    {
        var found = Find(Replicas with { Adapter = Lora }).ToDictionary(remedy => remedy.Change, remedy => remedy.Strategy.Adapter);
        Assert.Equal(new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.Query, WeightQuantization.Nf4, true), found["QLoRA"]);
        Assert.DoesNotContain("LoRA of rank 16 on all linear layers", found.Keys);
    }

    [Fact]
    public void Find_QuantisedAlready_IsNotQuantisedAgain() =>
        Assert.DoesNotContain(
            "QLoRA",
            Changes(Replicas with { Adapter = Lora with { Kind = AdapterKind.Qlora, Quantization = WeightQuantization.Nf4 } })
        );

    [Fact]
    public void Find_SeveralFit_TheFastestComeFirst()
    {
        var fitting = Find(Replicas, 1e15);
        Assert.Equal(fitting.OrderBy(remedy => remedy.StepTime.TotalSeconds), fitting);
    }

    [Fact]
    public void Find_NoneFits_TheNearestComeFirst()
    {
        var none = Find(Replicas);
        Assert.Equal(none.OrderBy(remedy => remedy.Needs.TotalBytes), none);
    }

    [Fact]
    public void Find_SinglesAreNotEnough_ChangesAddUp()
    {
        var none = Find(Replicas);
        var combined = Find(Replicas, none[0].Needs.TotalBytes * 0.9);
        Assert.True(combined[0].Fits);
        Assert.StartsWith(none[0].Change + " and ", combined[0].Change, StringComparison.Ordinal);
        Assert.Equal(none.Length, combined.Count(remedy => !remedy.Fits));
    }

    [Fact]
    public void Find_ExactlyEnough_IsEnough()
    {
        var nearest = Find(Replicas)[0];
        Assert.Equal(
            [nearest.Change],
            Find(Replicas, nearest.Needs.TotalBytes).Where(remedy => remedy.Fits).Select(remedy => remedy.Change)
        );
    }

    /// <summary>Where two changes are not enough either, the nearest of each step is kept and a third is added to both.</summary>
    [Fact]
    public void Find_TwoChangesAreNotEnough_AddsAThirdToTheNearest()
    {
        var first = Find(Replicas)[0];
        var second = Find(first.Strategy)[0];
        var found = Find(Replicas, second.Needs.TotalBytes - 1);
        Assert.True(found[0].Fits && !found.Any(remedy => remedy.Fits && remedy.Change.Split(" and ").Length != 3));
        Assert.StartsWith($"{first.Change} and {second.Change} and ", found[0].Change, StringComparison.Ordinal);
    }

    /// <summary>With 4 + 3 + 2 + 1 bytes of states and overhead that stay, recomputing and smaller micro-batches help from 10 bytes on.</summary>
    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Find_StatesAlone_DecideWhetherFewerActivationsAreTried(double has, bool tried)
    {
        var memory = new MemoryBreakdown(
            Bytes.FromBytes(4),
            Bytes.FromBytes(3),
            Bytes.FromBytes(2),
            Bytes.FromBytes(100),
            Bytes.FromBytes(100),
            Bytes.FromBytes(100),
            Bytes.FromBytes(1)
        );
        string[] changes = [.. new RemedySearch(Estimator, Work, Bytes.FromBytes(has)).Find(Replicas, memory).Select(r => r.Change)];
        Assert.Equal((tried, tried), (changes.Contains("full recomputation"), changes.Contains("micro-batch 1")));
        Assert.Contains("ZeRO-3", changes);
    }
}
