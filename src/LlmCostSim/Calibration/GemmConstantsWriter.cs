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
        FitJson.Number(json, "launchSeconds", constants.LaunchSeconds);
        FitJson.Number(json, "tileStartSeconds", constants.TileStartSeconds);
        FitJson.Number(json, "rampBytes", constants.RampBytes);
        FitJson.Number(json, "loopSecondsPerByte", constants.LoopSecondsPerByte);
        FitJson.Number(json, "tileBandwidth", constants.TileBandwidth);
        FitJson.Number(json, "bandwidthEfficiency", constants.BandwidthEfficiency);
        FitJson.Number(json, "cacheRatio", constants.CacheRatio);
        FitJson.Number(json, "cacheShare", constants.CacheShare);
        FitJson.Number(json, "overlapLoss", constants.OverlapLoss);
        FitJson.Number(json, "overlapSeconds", constants.OverlapSeconds);
        FitJson.Number(json, "waveSmoothing", constants.WaveSmoothing);
        FitJson.Number(json, "splitSeconds", constants.SplitSeconds);
        FitJson.Number(json, "splitBandwidth", constants.SplitBandwidth);
        FitJson.Number(json, "throttleDepth", constants.ThrottleDepth);
        FitJson.Number(json, "throttleSeconds", constants.ThrottleSeconds);
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
            FitJson.Number(json, "launchSeconds", library.LaunchSeconds);
            FitJson.Number(json, "arithmeticEfficiency", library.ArithmeticEfficiency);
            FitJson.Number(json, "bandwidthEfficiency", library.BandwidthEfficiency);
            FitJson.Number(json, "throttling", library.Throttling);
            FitJson.Number(json, "maximumSplit", library.MaximumSplit);
            FitJson.Number(json, "quantiseBytes", library.QuantiseBytes);
            FitJson.Number(json, "splitSeconds", library.SplitSeconds);
            FitJson.Optional(json, "overlapLoss", library.OverlapLoss);
            FitJson.Optional(json, "waveSmoothing", library.WaveSmoothing);
            FitJson.Optional(json, "largeTileWaves", library.LargeTileWaves);
            json.WriteNumber("smallTileRows", library.SmallTileRows);
            json.WriteNumber("matrixVectorRows", library.MatrixVectorRows);
            FitJson.Unless(0, json, "matrixVectorSecondsPerK", library.MatrixVectorSecondsPerK);
            FitJson.Unless(0, json, "unpackSecondsPerK", library.UnpackSecondsPerK);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTiles(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            FitJson.Number(json, GemmTiles.Name(i), values[i]);
        }

        json.WriteEndObject();
    }
}
