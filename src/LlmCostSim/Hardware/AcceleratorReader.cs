using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Hardware;

/// <summary>Reads one accelerator from its JSON file. Rates are in TFLOP/s, memory in GiB, bandwidths in GB/s per direction.</summary>
internal static class AcceleratorReader
{
    /// <summary>Reads a whole file of the user's own.</summary>
    public static Accelerator ReadFile(FactReader facts, string file)
    {
        var accelerator = Read(facts);
        facts.Complete();
        return accelerator with { File = file };
    }

    public static Accelerator Read(FactReader facts)
    {
        IReadOnlyList<FactSource> sources = facts.List("sources", FactSource.From);
        // Members that calibration adds and other readers take.
        _ = facts.Has("stacks");
        _ = facts.Has("calibration");
        return new Accelerator
        {
            Id = facts.Text("id"),
            Aliases = facts.Texts("aliases"),
            Vendor = facts.Text("vendor"),
            FormFactor = facts.Text("formFactor"),
            Peak = ReadPeak(facts.Object("peakTflops")),
            MemoryType = facts.Text("memoryType"),
            MemoryCapacity = Bytes.FromGiB(facts.Positive("memoryGiB")),
            UsableMemory = Bytes.FromGiB(facts.Positive("usableMemoryGiB")),
            MemoryBandwidth = ByteRate.FromGBPerSecond(facts.Positive("memoryBandwidthGBps")),
            L2Cache = Bytes.FromMiB(facts.OptionalNumber("l2CacheMiB") ?? 0),
            SmCount = facts.Integer("smCount"),
            AsynchronousMatrixUnits = facts.Flag("asynchronousMatrixUnits"),
            BoostClockMHz = facts.OptionalNumber("boostClockMHz") ?? 0,
            BaseClockMHz = facts.OptionalNumber("baseClockMHz") ?? 0,
            BoardPower = Power.FromWatts(facts.OptionalNumber("boardPowerW") ?? 0),
            IdlePower = Power.FromWatts(facts.OptionalNumber("idlePowerW") ?? 0),
            IntraNodeLink = facts.Text("intraNodeLink"),
            IntraNodeBandwidth = ByteRate.FromGBPerSecond(facts.Positive("intraNodeGBps")),
            IntraNodeTopology = facts.Choice<LinkTopology>("intraNodeTopology"),
            PcieGeneration = facts.OptionalInteger("pcieGeneration") ?? 0,
            HostBandwidth = ByteRate.FromGBPerSecond(facts.Positive("hostGBps")),
            PerNode = facts.Integer("perNode"),
            Kernels = KernelReference.From(facts.Object("kernels")),
            Constants = facts.OptionalObject("constants") is { } own ? ReadConstants(own) : null,
            Sources = sources,
            Source = string.Join("; ", sources.Select(source => source.Source)),
            Unverified = facts.List("unverified", UnverifiedFact.From),
            Notes = facts.OptionalText("notes") ?? "",
        };
    }

    private static KernelConstants ReadConstants(FactReader facts)
    {
        var constants = new KernelConstants
        {
            Gemm = Part(facts, "gemm", GemmConstantsReader.Read),
            Attention = Part(facts, "attention", AttentionConstants.From),
            Collectives = Part(facts, "collectives", CollectiveConstants.From),
            Elementwise = Part(facts, "elementwise", ElementwiseConstants.From),
        };
        facts.Complete();
        return constants;
    }

    private static T? Part<T>(FactReader facts, string name, Func<FactReader, T> read)
        where T : class
    {
        if (facts.OptionalObject(name) is not { } part)
        {
            return null;
        }

        var value = read(part);
        part.Complete();
        return value;
    }

    private static PeakRates ReadPeak(FactReader facts)
    {
        var peak = new PeakRates
        {
            Fp32 = Rate(facts, "fp32"),
            Tf32 = Rate(facts, "tf32"),
            Fp16 = Rate(facts, "fp16"),
            Bf16 = Rate(facts, "bf16"),
            Fp8 = Rate(facts, "fp8"),
            Int8 = Rate(facts, "int8"),
            Int4 = Rate(facts, "int4"),
        };
        facts.Complete();
        return peak;
    }

    private static FlopRate? Rate(FactReader facts, string format) =>
        facts.OptionalNumber(format) is double tera ? FlopRate.FromTera(tera) : null;
}
