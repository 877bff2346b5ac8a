using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ByHand;

namespace LlmCostSim.Tests.Training;

/// <summary>What follows the passes, worked out by hand: optimizer, host transfers, tied table.</summary>
public class UpdateTimeTests
{
    private static readonly SoftwareStack Stack = StackCatalog.Default.Get("megatron-core") with { OptimizerExtraBytes = 6 };
    private static readonly KernelSet Kernels = KernelSet.Create(FourNodes, Stack.Libraries);
    private static readonly TrainingStrategy Plan = new()
    {
        Layout = new ParallelLayout { Data = 8, Expert = 2 },
    };

    private static readonly double HostLink = 0.8 * FourNodes.Node.HostBandwidth.BytesPerSecond;

    private static StepRules Rules(in TrainingStrategy strategy) =>
        new(Small.Llama, strategy, Stack, new TrainingPace { OverlapSlowdown = 0.1, NetworkShare = 0.25 });

    private static double Offload(
        OffloadPolicy policy,
        Sharding sharding = Sharding.None,
        OptimizerKind optimizer = OptimizerKind.AdamW,
        StageTime? stage = null
    )
    {
        var plan = Plan with { Offload = policy, Sharding = sharding, Optimizer = optimizer };
        return OffloadTime.Of(stage ?? Stage, plan, Rules(plan), FourNodes, microBatches: 5);
    }

    private static double Exposed(double transfer, double compute) =>
        Math.Max(0, transfer - compute) + (0.1 * Math.Min(transfer, compute));

    /// <summary>
    /// AdamW reads and writes two fp32 moments and the master weight (24 bytes), reads an fp32 gradient, writes a 16-bit weight: 30 bytes
    /// per owned parameter; and the stack's 6 per trained one.
    /// </summary>
    [Theory]
    [InlineData(Sharding.None, OptimizerKind.AdamW, Dense + Experts, 30)]
    [InlineData(Sharding.Zero1, OptimizerKind.AdamW, Dense / 8 + Experts / 4, 30)]
    [InlineData(Sharding.None, OptimizerKind.Lion, Dense + Experts, 22)]
    [InlineData(Sharding.None, OptimizerKind.Sgd, Dense + Experts, 14)]
    public void Optimizer_OfAnyKind_IsMemoryPasses(Sharding sharding, OptimizerKind optimizer, double owned, double bytes) =>
        Assert.Equal(
            Kernels.Elementwise((owned * bytes) + (6 * (Dense + Experts))),
            OptimizerTime.Of(Stage, Plan with { Sharding = sharding, Optimizer = optimizer }, Stack, Kernels)
        );

    [Fact]
    public void Optimizer_OfAnAdapter_IsTheAdapters()
    {
        var lora = Plan with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.AllLinear), Sharding = Sharding.Zero1 };
        Assert.Equal(Kernels.Elementwise((Adapters / 8 * 30) + (6 * Adapters)), OptimizerTime.Of(Stage, lora, Stack, Kernels));
        Assert.Equal(0, OptimizerTime.Of(new StageTime { Dense = Dense }, lora, Stack, Kernels));
    }

    /// <summary>ZeRO-Offload: a node's processors update 4·10⁹ parameters a second for its eight accelerators.</summary>
    [Fact]
    public void Optimizer_Offloaded_RunsOnTheHost() =>
        Assert.Equal(
            Kernels.Elementwise(6 * (Dense + Experts)) + ((Dense / 8 + Experts / 4) * 8 / 4e9),
            OptimizerTime.Of(Stage, Plan with { Sharding = Sharding.Zero1, Offload = new OffloadPolicy(OffloadTarget.Cpu) }, Stack, Kernels)
        );

    [Fact]
    public void Offload_None_IsFree() => Assert.Equal(0, Offload(default));

    /// <summary>Gradients down in fp32 and weights up in 16 bits, once a step at 0.8 of the host link.</summary>
    [Theory]
    [InlineData(Sharding.None, Dense + Experts)]
    [InlineData(Sharding.Zero1, Dense / 8 + Experts / 4)]
    public void Offload_Optimizer_OncePerStep(Sharding sharding, double owned) =>
        Assert.Equal(owned * (4 + 2) / HostLink, Offload(new OffloadPolicy(OffloadTarget.Cpu), sharding), 1e-12);

    /// <summary>On drives the states themselves travel both ways, 2 x 12 bytes, at 25 GB/s of a node for eight accelerators.</summary>
    [Fact]
    public void Offload_OptimizerOnDrives_MovesTheStates() =>
        Assert.Equal(
            (Dense + Experts) * (((4 + 2) / HostLink) + (2 * 12 / (25e9 / 8))),
            Offload(new OffloadPolicy(OffloadTarget.Nvme)),
            1e-9
        );

    /// <summary>
    /// Weights come for each pass of a micro-batch in 16 bits, a rank's share where they are sharded; saved activations go in the one and come
    /// in the other: behind 0.1 s of forward and 0.2 s of backward compute, which takes a tenth of it longer.
    /// </summary>
    [Theory]
    [InlineData(OffloadTarget.Cpu, OffloadTarget.None, Sharding.None)]
    [InlineData(OffloadTarget.Nvme, OffloadTarget.None, Sharding.None)]
    [InlineData(OffloadTarget.Cpu, OffloadTarget.None, Sharding.Zero3)]
    [InlineData(OffloadTarget.None, OffloadTarget.Cpu, Sharding.None)]
    [InlineData(OffloadTarget.Cpu, OffloadTarget.Nvme, Sharding.None)]
    public void Offload_PerMicroBatch_BehindCompute(OffloadTarget parameters, OffloadTarget activations, Sharding sharding)
    {
        double Rate(OffloadTarget target) => target == OffloadTarget.Nvme ? 25e9 / 8 : HostLink;
        var weights = sharding == Sharding.None ? Dense + Experts : Dense / 8 + Experts / 4;
        var seconds =
            (parameters == OffloadTarget.None ? 0 : weights * 2 / Rate(parameters))
            + (activations == OffloadTarget.None ? 0 : 1e9 / Rate(activations));
        Assert.Equal(
            5 * (Exposed(seconds, 0.1) + Exposed(seconds, 0.2)),
            Offload(new OffloadPolicy(Parameters: parameters, Activations: activations), sharding),
            1e-9
        );
    }

    /// <summary>What leaves in 0.15 s is waited for behind 0.1 s of the forward pass; that 0.2 s of the other would have room is no help.</summary>
    [Fact]
    public void Offload_LongerThanTheForwardPass_WaitsThere() =>
        Assert.Equal(
            5 * (0.05 + (0.1 * (0.1 + 0.15))),
            Offload(new OffloadPolicy(Activations: OffloadTarget.Cpu), stage: Stage with { Saved = 0.15 * HostLink }),
            1e-9
        );

    /// <summary>Quantised weights are fetched as they are stored.</summary>
    [Fact]
    public void Offload_QuantisedParameters_AreFetchedPacked()
    {
        var qlora = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.AllLinear, WeightQuantization.Nf4);
        var plan = Plan with { Adapter = qlora, Offload = new OffloadPolicy(Parameters: OffloadTarget.Cpu) };
        var bytes = ((Matrices + Experts) * qlora.BitsPerWeight / 8) + ((Dense - Matrices) * 2);
        var seconds = bytes / HostLink;
        Assert.Equal(
            5 * (Exposed(seconds, 0.1) + Exposed(seconds, 0.2)),
            OffloadTime.Of(Stage, plan, Rules(plan), FourNodes, 5),
            1e-9
        );
    }

    /// <summary>Drives are no faster than the link to them.</summary>
    [Fact]
    public void Offload_Drives_NoFasterThanTheLink()
    {
        var alone = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 1, 1, 400);
        var plan = new TrainingStrategy { Offload = new OffloadPolicy(Parameters: OffloadTarget.Nvme) };
        var link = Math.Min(0.8 * alone.Node.HostBandwidth.BytesPerSecond, 25e9);
        Assert.Equal(0.1 * (2 * (Dense + Experts) * 2 / link), OffloadTime.Of(Stage, plan, Rules(plan), alone, 1), 1e-12);
    }

    [Fact]
    public void Paging_OfStates_IsOutAndBackOnce() => Assert.Equal(2 * 1e9 / HostLink, OffloadTime.Paging(1e9, FourNodes), 1e-12);

    /// <summary>Stages wait for one another: of each part the slowest stage's counts.</summary>
    [Fact]
    public void Add_Stages_TakesTheSlowestOfEach()
    {
        var plan = Plan with { Offload = new OffloadPolicy(Activations: OffloadTarget.Cpu) };
        var update = default(UpdateTime);
        var small = new StageTime
        {
            Forward = 0.1,
            Dense = 1e6,
            Saved = 9e9,
            Layers = 1,
        };
        update.Add(Stage, plan, Rules(plan), Stack, Kernels, 5);
        update.Add(small, plan, Rules(plan), Stack, Kernels, 5);
        update.AddExchange(new DataExchange { Settled = 2 }, 1);
        update.AddExchange(new DataExchange { Settled = 1 }, 1);
        update.AddPaging(1e9, FourNodes);
        update.AddPaging(5e8, FourNodes);
        update.AddPaging(0, FourNodes);
        Assert.Equal((2, OptimizerTime.Of(Stage, plan, Stack, Kernels)), (update.DataParallel, update.Optimizer));
        Assert.Equal(OffloadTime.Of(small, plan, Rules(plan), FourNodes, 5), update.Offload);
        Assert.Equal(OffloadTime.Paging(1e9, FourNodes), update.Paging);
    }

    /// <summary>
    /// A tied table's gradients are summed over the first and the last stage: 101 x 30 elements over three tensor ranks, fp32, at a quarter
    /// of the network's rate.
    /// </summary>
    [Theory]
    [InlineData(true, 2, AdapterKind.None, true)]
    [InlineData(false, 2, AdapterKind.None, false)]
    [InlineData(true, 1, AdapterKind.None, false)]
    [InlineData(true, 2, AdapterKind.Lora, false)]
    public void TiedTable_OnTwoStages_IsSummedOverTheEnds(bool tied, int pipeline, AdapterKind adapter, bool summed)
    {
        var plan = new TrainingStrategy
        {
            Layout = new ParallelLayout
            {
                Tensor = 3,
                Data = 8,
                Pipeline = pipeline,
            },
            Adapter = new AdapterSpec(adapter, 4, AdapterTargets.AllLinear),
        };
        var groups = DataGroups.Of(plan.Layout, plan.Sharding, FourNodes);
        var update = default(UpdateTime);
        update.AddTiedTable(Small.Llama with { TiedEmbeddings = tied }, plan, Rules(plan), Kernels, groups);
        Assert.Equal(summed ? 4 * Kernels.Collective(CollectiveKind.AllReduce, 101.0 * 30 / 3 * 4, groups.Ends) : 0, update.TiedTable);
    }
}
