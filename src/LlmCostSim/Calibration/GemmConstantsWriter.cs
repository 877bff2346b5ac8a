using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted GEMM constants as the JSON that ships, rounded.</summary>
internal static class GemmConstantsWriter
{
    /// <summary>The members of <c>&lt;chip&gt;.gemm.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="constants">The hardware's constants.</param>
    public static void Hardware(Utf8JsonWriter json, GemmConstants constants)
    {
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", constants.Origin);
        json.WriteStartObject("constants");
        ConstantsJson.Number(json, "launchSeconds", constants.LaunchSeconds);
        ConstantsJson.Number(json, "tileStartSeconds", constants.TileStartSeconds);
        ConstantsJson.Number(json, "rampBytes", constants.RampBytes);
        ConstantsJson.Number(json, "loopSecondsPerByte", constants.LoopSecondsPerByte);
        ConstantsJson.Number(json, "tileBandwidth", constants.TileBandwidth);
        ConstantsJson.Number(json, "bandwidthEfficiency", constants.BandwidthEfficiency);
        ConstantsJson.Number(json, "cacheRatio", constants.CacheRatio);
        ConstantsJson.Number(json, "cacheShare", constants.CacheShare);
        ConstantsJson.Number(json, "overlapLoss", constants.OverlapLoss);
        ConstantsJson.Number(json, "overlapSeconds", constants.OverlapSeconds);
        ConstantsJson.Number(json, "waveSmoothing", constants.WaveSmoothing);
        ConstantsJson.Number(json, "splitSeconds", constants.SplitSeconds);
        ConstantsJson.Number(json, "splitBandwidth", constants.SplitBandwidth);
        ConstantsJson.Number(json, "throttleDepth", constants.ThrottleDepth);
        ConstantsJson.Number(json, "throttleSeconds", constants.ThrottleSeconds);
        json.WriteEndObject();
        WriteTiles(json, "tileEfficiency16Bit", constants.TileEfficiency16Bit);
        WriteTiles(json, "tileEfficiency8Bit", constants.TileEfficiency8Bit);
        WriteTiles(json, "tileEfficiencyWeightOnly", constants.TileEfficiencyWeightOnly);
    }

    /// <summary>The members of <c>gemm-libraries.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="libraries">The libraries of all chips.</param>
    public static void Libraries(Utf8JsonWriter json, IEnumerable<GemmLibraryConstants> libraries)
    {
        json.WriteString(
            "note",
            "Constants of matrix-multiply libraries relative to the hardware's, id = source/class of formats@chip. Written by the fit; not edited by hand."
        );
        json.WriteStartArray("libraries");
        foreach (var library in libraries)
        {
            json.WriteStartObject();
            json.WriteString("id", library.Id);
            json.WriteString("origin", library.Origin);
            ConstantsJson.Number(json, "launchSeconds", library.LaunchSeconds);
            ConstantsJson.Number(json, "arithmeticEfficiency", library.ArithmeticEfficiency);
            ConstantsJson.Number(json, "bandwidthEfficiency", library.BandwidthEfficiency);
            ConstantsJson.Number(json, "throttling", library.Throttling);
            ConstantsJson.Number(json, "maximumSplit", library.MaximumSplit);
            ConstantsJson.Number(json, "quantiseBytes", library.QuantiseBytes);
            ConstantsJson.Number(json, "splitSeconds", library.SplitSeconds);
            ConstantsJson.Optional(json, "overlapLoss", library.OverlapLoss);
            ConstantsJson.Optional(json, "waveSmoothing", library.WaveSmoothing);
            ConstantsJson.Optional(json, "largeTileWaves", library.LargeTileWaves);
            json.WriteNumber("smallTileRows", library.SmallTileRows);
            json.WriteNumber("matrixVectorRows", library.MatrixVectorRows);
            ConstantsJson.Unless(0, json, "matrixVectorSecondsPerK", library.MatrixVectorSecondsPerK);
            ConstantsJson.Unless(0, json, "unpackSecondsPerK", library.UnpackSecondsPerK);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTiles(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            ConstantsJson.Number(json, GemmTiles.Name(i), values[i]);
        }

        json.WriteEndObject();
    }
}
