using LlmCostSim.Units;

namespace LlmCostSim.Hardware;

/// <summary>One server: its accelerators, the links between them and its way to other servers.</summary>
public sealed record Node
{
    /// <summary>Accelerators in the node, 1 or more.</summary>
    public required int Accelerators { get; init; }

    /// <summary>The fast link between them.</summary>
    public required Link Link { get; init; }

    /// <summary>Nominal bandwidth of the host link (PCIe) per accelerator and direction.</summary>
    public required ByteRate HostBandwidth { get; init; }

    /// <summary>
    /// Nominal network bandwidth of the whole node and direction, all cards together; zero where the node has no network.
    /// </summary>
    public required ByteRate NetworkBandwidth { get; init; }

    /// <summary>Network cards over which that bandwidth is spread; one accelerator alone uses one card.</summary>
    public required int NetworkCards { get; init; }

    /// <summary>
    /// Share of the nominal network bandwidth that collectives reach, 0–1. Measured where a cluster is known (Jean Zay: 135 of 400 Gbit/s),
    /// otherwise <see cref="DefaultNetworkEfficiency"/>.
    /// </summary>
    public double NetworkEfficiency { get; init; } = DefaultNetworkEfficiency;

    /// <summary>
    /// Share of the nominal network bandwidth taken where nothing was measured: AWS p4d, 340 of 400 Gbit/s (ml-engineering network
    /// chapter).
    /// </summary>
    public const double DefaultNetworkEfficiency = 0.85;
}
