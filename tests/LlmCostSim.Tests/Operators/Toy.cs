using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// An accelerator and libraries of round numbers, with which a kernel's time can be worked out by hand: ten multiprocessors of 2·10¹²
/// FLOP/s, 10¹² bytes per second, a cache of 10⁶ bytes.
/// </summary>
internal static class Toy
{
    public static Accelerator Chip { get; } =
        new()
        {
            Id = "toy",
            Peak = new PeakRates
            {
                Bf16 = FlopRate.FromFlopsPerSecond(2e13),
                Fp16 = FlopRate.FromFlopsPerSecond(2e13),
                Fp8 = FlopRate.FromFlopsPerSecond(4e13),
                Fp32 = FlopRate.FromFlopsPerSecond(1e12),
            },
            MemoryCapacity = Bytes.FromGiB(80),
            UsableMemory = Bytes.FromGiB(80),
            MemoryBandwidth = ByteRate.FromBytesPerSecond(1e12),
            L2Cache = Bytes.FromBytes(1e6),
            SmCount = 10,
            BoostClockMHz = 1000,
            IntraNodeBandwidth = ByteRate.FromBytesPerSecond(1e11),
            HostBandwidth = ByteRate.FromBytesPerSecond(1e10),
            PerNode = 8,
            Source = "made up",
        };

    /// <summary>
    /// Multiplies whose tiles of 128 x 128 alone are any good, without all that the constants add to arithmetic and traffic.
    /// </summary>
    public static GemmConstants Gemm { get; } =
        new()
        {
            Chip = "toy",
            Origin = "made up",
            LaunchSeconds = 1e-6,
            TileStartSeconds = 0,
            RampBytes = 0,
            LoopSecondsPerByte = 0,
            TileBandwidth = 1e30,
            BandwidthEfficiency = 1,
            CacheRatio = 1,
            CacheShare = 0.5,
            OverlapLoss = 0,
            OverlapSeconds = 1e30,
            WaveSmoothing = 0,
            SplitSeconds = 0,
            SplitBandwidth = 1e30,
            ThrottleDepth = 0,
            ThrottleSeconds = 1,
            TileEfficiency16Bit = Only(2),
            TileEfficiency8Bit = Only(2),
            TileEfficiencyWeightOnly = Only(2),
        };

    /// <summary>A library that adds nothing and does not split K.</summary>
    public static GemmLibraryConstants GemmLibrary { get; } = new() { Id = "toy", MaximumSplit = 1 };

    /// <summary>One of the twelve tiles.</summary>
    public static double[] Only(int tile) => [.. Enumerable.Range(0, GemmTiles.Count).Select(i => i == tile ? 1.0 : 1e-9)];

    public static AttentionConstants Attention { get; } =
        new()
        {
            Chip = "toy",
            Origin = "made up",
            MemoryEfficiency = 0.5,
            L2ResidentShare = 0.5,
            L2BandwidthRatio = 2,
            ExponentialsPerClock = 16,
            SoftmaxExposure = 0,
            PrefillWaveShare = 1,
            PrefillExposure = 0,
            DecodeCombineSeconds = 0,
        };

    /// <summary>An accelerator whose memory is so fast that arithmetic and blocks alone count.</summary>
    public static Accelerator Fast { get; } = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(1e20) };

    /// <summary>Fused attention in blocks of 64 rows over tiles of 128 keys at half the peak, without launches.</summary>
    public static AttentionLibraryConstants AttentionLibrary { get; } =
        new()
        {
            Id = "toy",
            Kernels = "toy",
            Chip = "toy",
            Origin = "made up",
            Prefill = new AttentionPrefillConstants
            {
                QueryTile = 64,
                KeyTile = 128,
                Packing = QueryPacking.Never,
                Efficiency = 0.5,
                LaunchSeconds = 0,
                BlockSeconds = 0,
                SkipsMaskedTiles = false,
            },
            BackwardEfficiency = 0.25,
        };
}
