using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>The constants of attention kernels by name, in the units of the JSON.</summary>
internal static class AttentionConstantTables
{
    /// <summary>A chip's.</summary>
    public static ConstantTable<AttentionConstants> Chip { get; } =
        new(
            new("memoryEfficiency", c => c.MemoryEfficiency, (c, v) => c with { MemoryEfficiency = v }),
            new("l2ResidentShare", c => c.L2ResidentShare, (c, v) => c with { L2ResidentShare = v }),
            new("l2BandwidthRatio", c => c.L2BandwidthRatio, (c, v) => c with { L2BandwidthRatio = v }),
            new("exponentialsPerClock", c => c.ExponentialsPerClock, (c, v) => c with { ExponentialsPerClock = v }),
            new("arithmeticShare", c => c.ArithmeticShare, (c, v) => c with { ArithmeticShare = v }, 1),
            new("decodeShare", c => c.DecodeShare, (c, v) => c with { DecodeShare = v }, 1),
            new("softmaxExposure", c => c.SoftmaxExposure, (c, v) => c with { SoftmaxExposure = v }),
            new("prefillWaveShare", c => c.PrefillWaveShare, (c, v) => c with { PrefillWaveShare = v }),
            new("prefillExposure", c => c.PrefillExposure, (c, v) => c with { PrefillExposure = v }),
            new("decodeCombineMicroseconds", c => c.DecodeCombineSeconds * 1e6, (c, v) => c with { DecodeCombineSeconds = v * 1e-6 })
        );

    /// <summary>Those of a library's prefill kernel that are measured; its tiles are facts.</summary>
    public static ConstantTable<AttentionPrefillConstants> Prefill { get; } =
        new(
            new("efficiency", c => c.Efficiency, (c, v) => c with { Efficiency = v }, 0),
            new("eightBitEfficiency", c => c.EightBitEfficiency, (c, v) => c with { EightBitEfficiency = v }, 0),
            new("launchMicroseconds", c => c.LaunchSeconds * 1e6, (c, v) => c with { LaunchSeconds = v * 1e-6 }, 0),
            new("blockMicroseconds", c => c.BlockSeconds * 1e6, (c, v) => c with { BlockSeconds = v * 1e-6 }, 0),
            new("cachePasses", c => c.CachePasses, (c, v) => c with { CachePasses = v }, 0),
            new("activationPasses", c => c.ActivationPasses, (c, v) => c with { ActivationPasses = v }, 0),
            new("cacheWriteMicroseconds", c => c.CacheWriteSeconds * 1e6, (c, v) => c with { CacheWriteSeconds = v * 1e-6 }, 0)
        );

    /// <summary>Those of a library's decode kernel that are measured; its structure is a fact.</summary>
    public static ConstantTable<AttentionDecodeConstants> Decode { get; } =
        new(
            new("launchMicroseconds", c => c.LaunchSeconds * 1e6, (c, v) => c with { LaunchSeconds = v * 1e-6 }, 0),
            new("eightBitLaunchMicroseconds", c => c.EightBitLaunchSeconds * 1e6, (c, v) => c with { EightBitLaunchSeconds = v * 1e-6 }, 0),
            new("blockMicroseconds", c => c.BlockSeconds * 1e6, (c, v) => c with { BlockSeconds = v * 1e-6 }, 0),
            new("loopMicroseconds", c => c.LoopSeconds * 1e6, (c, v) => c with { LoopSeconds = v * 1e-6 }, 0),
            new("streamGBps", c => c.StreamBytesPerSecond * 1e-9, (c, v) => c with { StreamBytesPerSecond = v * 1e9 }, 0),
            new("aloneSpeedup", c => c.AloneSpeedup, (c, v) => c with { AloneSpeedup = v }, 0),
            new("efficiency", c => c.Efficiency, (c, v) => c with { Efficiency = v }, 0),
            new("fillMicroseconds", c => c.FillSeconds * 1e6, (c, v) => c with { FillSeconds = v * 1e-6 }, 0),
            new("combineMicroseconds", c => c.CombineSeconds * 1e6, (c, v) => c with { CombineSeconds = v * 1e-6 }, 0),
            new("sequenceNanoseconds", c => c.SequenceSeconds * 1e9, (c, v) => c with { SequenceSeconds = v * 1e-9 }, 0),
            new("regroupMicroseconds", c => c.RegroupSeconds * 1e6, (c, v) => c with { RegroupSeconds = v * 1e-6 }, 0)
        );
}
