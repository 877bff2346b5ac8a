using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Hardware;

/// <summary>One accelerator: the facts of its data sheet, each with a source, and the efficiency constants of its kernels.</summary>
public sealed record Accelerator
{
    /// <summary>Catalogue id, such as <c>A100-SXM-80GB</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Other spellings under which the accelerator is known.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Maker, such as <c>NVIDIA</c>.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>Form factor, such as <c>SXM4</c> or <c>PCIe</c>.</summary>
    public string FormFactor { get; init; } = "";

    /// <summary>Dense peak rates by number format.</summary>
    public required PeakRates Peak { get; init; }

    /// <summary>Kind of memory, such as <c>HBM2e</c>.</summary>
    public string MemoryType { get; init; } = "";

    /// <summary>
    /// Memory on the package as marketed. Makers print GB, but memory chips come in binary sizes and drivers report nearly as many GiB
    /// (79.25 GiB on an "80 GB" card): the number is taken as GiB.
    /// </summary>
    public required Bytes MemoryCapacity { get; init; }

    /// <summary>What a process can allocate in all, as the driver reports it (PyTorch's "total capacity").</summary>
    public required Bytes UsableMemory { get; init; }

    /// <summary>Peak memory bandwidth from the data sheet.</summary>
    public required ByteRate MemoryBandwidth { get; init; }

    /// <summary>Last-level cache; zero where unknown.</summary>
    public Bytes L2Cache { get; init; }

    /// <summary>Streaming multiprocessors, compute units or tensor cores.</summary>
    public required int SmCount { get; init; }

    /// <summary>
    /// Whether matrix units work apart from the threads that feed them (Hopper's and Blackwell's): kernels written for earlier chips do not
    /// reach their rate.
    /// </summary>
    public bool AsynchronousMatrixUnits { get; init; }

    /// <summary>Highest clock, MHz; 0 where unknown.</summary>
    public double BoostClockMHz { get; init; }

    /// <summary>Guaranteed clock, MHz; 0 where unknown.</summary>
    public double BaseClockMHz { get; init; }

    /// <summary>Board power limit; zero where not published.</summary>
    public Power BoardPower { get; init; }

    /// <summary>Power when idle; zero where unknown.</summary>
    public Power IdlePower { get; init; }

    /// <summary>Name of the link inside a node, such as <c>NVLink3 (NVSwitch)</c>.</summary>
    public string IntraNodeLink { get; init; } = "";

    /// <summary>Bandwidth of that link per accelerator and direction.</summary>
    public required ByteRate IntraNodeBandwidth { get; init; }

    /// <summary>How that link connects the accelerators of the usual node; a switch by default.</summary>
    public LinkTopology IntraNodeTopology { get; init; } = LinkTopology.Switch;

    /// <summary>Generation of the PCI Express host link; 0 where it is another link or unknown.</summary>
    public int PcieGeneration { get; init; }

    /// <summary>Bandwidth of the host link per direction.</summary>
    public required ByteRate HostBandwidth { get; init; }

    /// <summary>Accelerators in the usual node.</summary>
    public required int PerNode { get; init; }

    /// <summary>Which fitted kernel constants the accelerator uses; by default those of the A100, as for another vendor's.</summary>
    public KernelReference Kernels { get; init; } = new("a100", KernelTransfer.OtherVendor, "not stated");

    /// <summary>
    /// Kernel constants measured on this very accelerator, as <c>llmcost calibrate</c> writes them; <see langword="null"/> (the default):
    /// those of the chip that <see cref="Kernels"/> names.
    /// </summary>
    internal KernelConstants? Constants { get; init; }

    /// <summary>The file it was read from, as a scenario names it; empty for one of the catalogue.</summary>
    public string File { get; init; } = "";

    /// <summary>Where the facts are from, in one line.</summary>
    public required string Source { get; init; }

    /// <summary>The sources fact by fact; empty where only <see cref="Source"/> is given.</summary>
    public IReadOnlyList<FactSource> Sources { get; init; } = [];

    /// <summary>Conflicts and caveats of the facts.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The facts that no source at hand confirms, with the reason and how each value was obtained.</summary>
    public IReadOnlyList<UnverifiedFact> Unverified { get; init; } = [];

    /// <summary>The source of one fact, or of all where it is not listed by itself.</summary>
    /// <param name="fact">Name of the fact as in the JSON, such as <c>memoryBandwidthGBps</c> or <c>peakTflops.bf16</c>.</param>
    /// <returns>The source.</returns>
    public string SourceOf(string fact) => Sources.FirstOrDefault(source => source.Covers(fact))?.Source ?? Source;
}
