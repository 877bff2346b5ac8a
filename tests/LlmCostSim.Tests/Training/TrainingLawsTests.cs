using System.Reflection;
using FsCheck;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// Laws of a training estimate over generated models and layouts. Their neighbours: parameters over all ranks, sharding and tensor
/// parallelism against memory in <see cref="MemoryLawsTests"/>; closed form against replay in <c>Schedules/ScheduleReplayTests</c>; whole
/// scenarios in <c>Scenarios/GeneratedScenarioTests</c>.
/// </summary>
public class TrainingLawsTests
{
    private static readonly string[] Names = ["llama2-7b", "llama-3-8b", "falcon-7b", "mixtral-8x7b", "opt-13b"];

    /// <summary>Any faster network, link, memory or host link: a step of a fixed plan takes no longer.</summary>
    [Property(MaxTest = 300)]
    public void Step_MoreBandwidthOfAnyKind_IsNeverSlower(
        byte model,
        byte tensor,
        byte pipeline,
        byte sharding,
        byte schedule,
        byte what,
        Seed more
    )
    {
        var spec = ModelCatalog.Default.Get(Names[model % Names.Length]).Spec;
        var layout = new ParallelLayout
        {
            Tensor = 1 << (tensor % 4),
            Pipeline = 1 << (pipeline % 3),
            Data = 16,
        };
        var strategy = Plan(layout, sharding, schedule) with
        {
            Offload = what % 4 == 3 ? new OffloadPolicy { Optimizer = OffloadTarget.Cpu, Activations = OffloadTarget.Cpu } : default,
        };
        var factor = 1 + (more.Below(65_536) / 8192.0);
        var slow = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), (int)layout.Ranks, 8, 400);
        var fast = (what % 4) switch
        {
            0 => slow with { Node = slow.Node with { NetworkBandwidth = slow.Node.NetworkBandwidth * factor } },
            1 => slow with { Node = slow.Node with { Link = slow.Node.Link with { Bandwidth = slow.Node.Link.Bandwidth * factor } } },
            2 => slow with { Accelerator = slow.Accelerator with { MemoryBandwidth = slow.Accelerator.MemoryBandwidth * factor } },
            _ => slow with { Node = slow.Node with { HostBandwidth = slow.Node.HostBandwidth * factor } },
        };
        Assert.True(Step(spec, fast, strategy).TotalSeconds <= Step(spec, slow, strategy).TotalSeconds * (1 + 1e-12));
    }

    /// <summary>
    /// Every part of a step and of memory is finite and not negative, and the parts add up to the whole: none is counted apart from them.
    /// </summary>
    [Property(MaxTest = 300)]
    public void Breakdowns_AnyPlan_AddUp(byte model, byte tensor, byte pipeline, byte sharding, byte schedule, byte microBatches)
    {
        var spec = ModelCatalog.Default.Get(Names[model % Names.Length]).Spec;
        var layout = new ParallelLayout
        {
            Tensor = 1 << (tensor % 4),
            Pipeline = 1 << (pipeline % 4),
            Data = 2,
        };
        var estimate = new TrainingEstimator(
            spec,
            Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), (int)layout.Ranks),
            StackCatalog.Default.Get("megatron-core")
        ).Estimate(Plan(layout, sharding, schedule), new TrainingWorkload(2048, 2 * (1 + (microBatches % 32))));
        Assert.Equal(
            estimate.Step.Total.TotalSeconds,
            Parts<Duration>(estimate.Step).Sum(part => part.TotalSeconds),
            1e-9 * estimate.Step.Total.TotalSeconds
        );
        Assert.Equal(
            estimate.Memory.Total.TotalBytes,
            Parts<Bytes>(estimate.Memory).Sum(part => part.TotalBytes),
            1e-9 * estimate.Memory.Total.TotalBytes
        );
        Assert.All(Parts<Duration>(estimate.Step), part => Assert.True(part.TotalSeconds >= 0));
        Assert.All(Parts<Bytes>(estimate.Memory), part => Assert.True(part.TotalBytes >= 0));
    }

    /// <summary>The positional members of a breakdown, so that a new part is in the law by itself.</summary>
    private static T[] Parts<T>(object breakdown) =>
        [
            .. breakdown
                .GetType()
                .GetConstructors()
                .Single(c => c.GetParameters().Length > 1)
                .GetParameters()
                .Select(parameter =>
                    (T)breakdown.GetType().GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance)!.GetValue(breakdown)!
                ),
        ];

    private static TrainingStrategy Plan(in ParallelLayout layout, byte sharding, byte schedule) =>
        new()
        {
            Layout = layout,
            Sharding = (Sharding)(sharding % 7),
            Schedule = (PipelineSchedule)(schedule % 6),
            Recompute = new RecomputePolicy((RecomputeKind)(schedule % 3)),
        };

    private static Duration Step(ModelSpec model, Cluster cluster, in TrainingStrategy strategy) =>
        new TrainingEstimator(model, cluster, StackCatalog.Default.Get("megatron-core"))
            .Estimate(strategy, new TrainingWorkload(2048, 128))
            .Step.Total;
}
