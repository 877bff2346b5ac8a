using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// The attention constants that a fit may change: name in the JSON, start and possible range in the JSON's unit, and how to get and set
/// them.
/// </summary>
/// <param name="Name">Name in the JSON.</param>
/// <param name="Start">Where every fit starts.</param>
/// <param name="Minimum">Smallest possible value.</param>
/// <param name="Maximum">Largest possible value.</param>
/// <param name="Get">Reads the constant.</param>
/// <param name="Set">A copy with the constant changed.</param>
internal sealed record AttentionParameter<T>(
    string Name,
    double Start,
    double Minimum,
    double Maximum,
    Func<T, double> Get,
    Func<T, double, T> Set
);

/// <summary>
/// All attention constants that a fit may change. A constant that is 0 in the data stays 0: the library has no such part.
/// </summary>
internal static class AttentionParameters
{
    internal static AttentionParameter<AttentionConstants>[] ChipPrefill { get; } =
    [
        new("softmaxExposure", 0.8, 0.3, 1, c => c.SoftmaxExposure, (c, v) => c with { SoftmaxExposure = v }),
        new("prefillWaveShare", 0.5, 0.01, 1, c => c.PrefillWaveShare, (c, v) => c with { PrefillWaveShare = v }),
        new("prefillExposure", 0.3, 0.01, 1, c => c.PrefillExposure, (c, v) => c with { PrefillExposure = v }),
    ];

    internal static AttentionParameter<AttentionConstants>[] ChipDecode { get; } =
    [
        new("memoryEfficiency", 0.88, 0.6, 0.95, c => c.MemoryEfficiency, (c, v) => c with { MemoryEfficiency = v }),
        new("l2BandwidthRatio", 1.6, 1, 4, c => c.L2BandwidthRatio, (c, v) => c with { L2BandwidthRatio = v }),
        new(
            "decodeCombineMicroseconds",
            3,
            0.1,
            20,
            c => c.DecodeCombineSeconds * 1e6,
            (c, v) => c with { DecodeCombineSeconds = v * 1e-6 }
        ),
    ];

    internal static AttentionParameter<AttentionPrefillConstants>[] Prefill { get; } =
    [
        new("efficiency", 0.7, 0.1, 1, c => c.Efficiency, (c, v) => c with { Efficiency = v }),
        new("eightBitEfficiency", 0.6, 0.1, 1, c => c.EightBitEfficiency, (c, v) => c with { EightBitEfficiency = v }),
        new("launchMicroseconds", 9, 2, 60, c => c.LaunchSeconds * 1e6, (c, v) => c with { LaunchSeconds = v * 1e-6 }),
        new("blockMicroseconds", 1.5, 0.05, 15, c => c.BlockSeconds * 1e6, (c, v) => c with { BlockSeconds = v * 1e-6 }),
        new("cachePasses", 1, 0.02, 10, c => c.CachePasses, (c, v) => c with { CachePasses = v }),
        new("activationPasses", 0.5, 0.02, 5, c => c.ActivationPasses, (c, v) => c with { ActivationPasses = v }),
        new("cacheWriteMicroseconds", 2, 0.1, 10, c => c.CacheWriteSeconds * 1e6, (c, v) => c with { CacheWriteSeconds = v * 1e-6 }),
    ];

    internal static AttentionParameter<AttentionDecodeConstants>[] Decode { get; } =
    [
        new("launchMicroseconds", 8, 2, 60, c => c.LaunchSeconds * 1e6, (c, v) => c with { LaunchSeconds = v * 1e-6 }),
        new(
            "eightBitLaunchMicroseconds",
            2,
            0.1,
            10,
            c => c.EightBitLaunchSeconds * 1e6,
            (c, v) => c with { EightBitLaunchSeconds = v * 1e-6 }
        ),
        new("blockMicroseconds", 2, 0.05, 15, c => c.BlockSeconds * 1e6, (c, v) => c with { BlockSeconds = v * 1e-6 }),
        new("loopMicroseconds", 2, 0.1, 15, c => c.LoopSeconds * 1e6, (c, v) => c with { LoopSeconds = v * 1e-6 }),
        new("streamGBps", 30, 2, 300, c => c.StreamBytesPerSecond * 1e-9, (c, v) => c with { StreamBytesPerSecond = v * 1e9 }),
        new("aloneSpeedup", 1.5, 1, 2, c => c.AloneSpeedup, (c, v) => c with { AloneSpeedup = v }),
        new("efficiency", 0.4, 0.02, 1, c => c.Efficiency, (c, v) => c with { Efficiency = v }),
        new("fillMicroseconds", 5, 0.1, 60, c => c.FillSeconds * 1e6, (c, v) => c with { FillSeconds = v * 1e-6 }),
        new("combineMicroseconds", 3, 0.1, 20, c => c.CombineSeconds * 1e6, (c, v) => c with { CombineSeconds = v * 1e-6 }),
        new("sequenceNanoseconds", 5, 0.1, 100, c => c.SequenceSeconds * 1e9, (c, v) => c with { SequenceSeconds = v * 1e-9 }),
        new("regroupMicroseconds", 3, 0.1, 15, c => c.RegroupSeconds * 1e6, (c, v) => c with { RegroupSeconds = v * 1e-6 }),
    ];
}
