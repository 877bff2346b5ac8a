using LlmCostSim.Units;

namespace LlmCostSim.Hardware;

/// <summary>The fast link between the accelerators of one node.</summary>
public sealed record Link
{
    /// <summary>Name as in the data sheet, such as <c>NVLink3 (NVSwitch)</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Nominal bandwidth per accelerator and direction, from the data sheet.</summary>
    public required ByteRate Bandwidth { get; init; }

    /// <summary>How the link connects the accelerators.</summary>
    public required LinkTopology Topology { get; init; }

    /// <summary>
    /// The link an accelerator brings: its own link in the topology of its usual node, or the host link where it has none that is faster.
    /// </summary>
    /// <param name="accelerator">The accelerator.</param>
    public static Link Of(Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        var hostOnly = accelerator.IntraNodeBandwidth <= accelerator.HostBandwidth;
        return new Link
        {
            Name = accelerator.IntraNodeLink,
            Bandwidth = hostOnly ? accelerator.HostBandwidth : accelerator.IntraNodeBandwidth,
            Topology = hostOnly ? LinkTopology.Host : accelerator.IntraNodeTopology,
        };
    }
}
