using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// Collectives of round numbers: links of 10¹¹ B/s of which half is reached (2·10⁻¹¹ s per byte), 3 µs for a kernel, 1 µs for a step; nodes
/// of eight share 5·10⁹ B/s of network (2·10⁻¹⁰ s per byte), 20 µs for a step.
/// </summary>
internal static class ToyCollectives
{
    public const double Kernel = 3e-6,
        Step = 1e-6,
        Wire = 2e-11,
        Local = 1.25e-12,
        Network = 2e-10,
        NetworkStep = 2e-5;

    public static readonly CollectiveConstants Constants = new()
    {
        Chip = "toy",
        Origin = "made up",
        LinkEfficiency = 0.5,
        SendEfficiency = 0.25,
        LocalEfficiency = 0.8,
        KernelSeconds = Kernel,
        StepSeconds = Step,
        FillSeconds = 0,
        LineSeconds = 0,
        PeerSeconds = 7e-6,
        InSwitchEfficiency = 0,
        InSwitchSeconds = 0,
        HostLinkEfficiency = 0.4,
        NetworkStepSeconds = NetworkStep,
    };

    /// <summary>
    /// Flags take a quarter of the link, lines half of it with two more steps each, bulk four more; channels of a peer a tenth.
    /// </summary>
    public static readonly CollectiveLibraryConstants Library = new()
    {
        Name = "toy",
        Origin = "made up",
        LowLatencyShare = 0.25,
        LineShare = 0.5,
        LineStepFactor = 2,
        BulkStepFactor = 4,
        PeerShare = 0.1,
        HostSeconds = 0,
        GatherFactor = 1.5,
    };

    public static CollectiveKernel Of(
        CollectiveConstants? hardware = null,
        CollectiveLibraryConstants? library = null,
        LinkTopology topology = LinkTopology.Switch,
        int perNode = 8
    ) =>
        new(
            new Cluster
            {
                Accelerator = Chip,
                Count = 64,
                Node = new Node
                {
                    Accelerators = perNode,
                    Link = new Link { Bandwidth = ByteRate.FromBytesPerSecond(1e11), Topology = topology },
                    HostBandwidth = Chip.HostBandwidth,
                    NetworkBandwidth = ByteRate.FromBytesPerSecond(1e10),
                    NetworkCards = 4,
                    NetworkEfficiency = 0.5,
                },
            },
            hardware ?? Constants,
            library ?? Library
        );

    public static CollectiveGroup In(int ranks) => CollectiveGroup.WithinNode(ranks);
}
