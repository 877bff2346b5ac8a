using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>Reads the GEMM constants of one chip from their JSON.</summary>
internal static class GemmConstantsReader
{
    internal static GemmConstants Read(FactReader file)
    {
        var constants = file.Object("constants");
        var result = new GemmConstants
        {
            Chip = file.Text("chip"),
            Origin = file.Text("origin"),
            LaunchSeconds = constants.Number("launchSeconds"),
            TileStartSeconds = constants.Number("tileStartSeconds"),
            RampBytes = constants.Number("rampBytes"),
            LoopSecondsPerByte = constants.Number("loopSecondsPerByte"),
            TileBandwidth = constants.Positive("tileBandwidth"),
            BandwidthEfficiency = constants.Positive("bandwidthEfficiency"),
            CacheRatio = constants.Positive("cacheRatio"),
            CacheShare = constants.Number("cacheShare"),
            OverlapLoss = constants.Number("overlapLoss"),
            OverlapSeconds = constants.Positive("overlapSeconds"),
            WaveSmoothing = constants.Number("waveSmoothing"),
            SplitSeconds = constants.Number("splitSeconds"),
            SplitBandwidth = constants.Positive("splitBandwidth"),
            ThrottleDepth = constants.Number("throttleDepth"),
            ThrottleSeconds = constants.Positive("throttleSeconds"),
            TileEfficiency16Bit = Tiles(file.Object("tileEfficiency16Bit")),
            TileEfficiency8Bit = Tiles(file.Object("tileEfficiency8Bit")),
            TileEfficiencyWeightOnly = Tiles(file.Object("tileEfficiencyWeightOnly")),
        };
        constants.Complete();
        return result;
    }

    private static double[] Tiles(FactReader tiles)
    {
        var values = new double[GemmTiles.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = tiles.Positive(GemmTiles.Name(i));
        }

        tiles.Complete();
        return values;
    }
}
