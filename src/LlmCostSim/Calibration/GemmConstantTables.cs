using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>The constants of matrix multiplies by name.</summary>
internal static class GemmConstantTables
{
    /// <summary>A chip's, but for its tiles.</summary>
    public static ConstantTable<GemmConstants> Hardware { get; } =
        new(
            new("launchSeconds", c => c.LaunchSeconds, (c, v) => c with { LaunchSeconds = v }),
            new("tileStartSeconds", c => c.TileStartSeconds, (c, v) => c with { TileStartSeconds = v }),
            new("rampBytes", c => c.RampBytes, (c, v) => c with { RampBytes = v }),
            new("loopSecondsPerByte", c => c.LoopSecondsPerByte, (c, v) => c with { LoopSecondsPerByte = v }),
            new("tileBandwidth", c => c.TileBandwidth, (c, v) => c with { TileBandwidth = v }),
            new("bandwidthEfficiency", c => c.BandwidthEfficiency, (c, v) => c with { BandwidthEfficiency = v }),
            new("cacheRatio", c => c.CacheRatio, (c, v) => c with { CacheRatio = v }),
            new("cacheShare", c => c.CacheShare, (c, v) => c with { CacheShare = v }),
            new("overlapLoss", c => c.OverlapLoss, (c, v) => c with { OverlapLoss = v }),
            new("overlapSeconds", c => c.OverlapSeconds, (c, v) => c with { OverlapSeconds = v }),
            new("waveSmoothing", c => c.WaveSmoothing, (c, v) => c with { WaveSmoothing = v }),
            new("splitSeconds", c => c.SplitSeconds, (c, v) => c with { SplitSeconds = v }),
            new("splitBandwidth", c => c.SplitBandwidth, (c, v) => c with { SplitBandwidth = v }),
            new("throttleDepth", c => c.ThrottleDepth, (c, v) => c with { ThrottleDepth = v }),
            new("throttleSeconds", c => c.ThrottleSeconds, (c, v) => c with { ThrottleSeconds = v })
        );

    /// <summary>A library's, fitted ones and facts of its kernels.</summary>
    public static ConstantTable<GemmLibraryConstants> Library { get; } =
        new(
            new("launchSeconds", c => c.LaunchSeconds, (c, v) => c with { LaunchSeconds = v }),
            new("arithmeticEfficiency", c => c.ArithmeticEfficiency, (c, v) => c with { ArithmeticEfficiency = v }),
            new("bandwidthEfficiency", c => c.BandwidthEfficiency, (c, v) => c with { BandwidthEfficiency = v }),
            new("throttling", c => c.Throttling, (c, v) => c with { Throttling = v }),
            new("maximumSplit", c => c.MaximumSplit, (c, v) => c with { MaximumSplit = v }),
            new("quantiseBytes", c => c.QuantiseBytes, (c, v) => c with { QuantiseBytes = v }),
            new("splitSeconds", c => c.SplitSeconds, (c, v) => c with { SplitSeconds = v }),
            new("overlapLoss", c => c.OverlapLoss ?? double.NaN, (c, v) => c with { OverlapLoss = v }, double.NaN),
            new("waveSmoothing", c => c.WaveSmoothing ?? double.NaN, (c, v) => c with { WaveSmoothing = v }, double.NaN),
            new("largeTileWaves", c => c.LargeTileWaves ?? double.NaN, (c, v) => c with { LargeTileWaves = v }, double.NaN),
            new("smallTileRows", c => c.SmallTileRows, (c, v) => c with { SmallTileRows = (int)v }),
            new("matrixVectorRows", c => c.MatrixVectorRows, (c, v) => c with { MatrixVectorRows = (int)v }),
            new("matrixVectorSecondsPerK", c => c.MatrixVectorSecondsPerK, (c, v) => c with { MatrixVectorSecondsPerK = v }, 0),
            new("unpackSecondsPerK", c => c.UnpackSecondsPerK, (c, v) => c with { UnpackSecondsPerK = v }, 0)
        );

    /// <summary>The table of tile efficiencies of each class of formats, by the name that it has in the JSON.</summary>
    public static IReadOnlyList<GemmTileTable> Tiles { get; } =
    [
        new("tileEfficiency16Bit", c => c.TileEfficiency16Bit, (c, tiles) => c with { TileEfficiency16Bit = tiles }),
        new("tileEfficiency8Bit", c => c.TileEfficiency8Bit, (c, tiles) => c with { TileEfficiency8Bit = tiles }),
        new("tileEfficiencyWeightOnly", c => c.TileEfficiencyWeightOnly, (c, tiles) => c with { TileEfficiencyWeightOnly = tiles }),
    ];
}
