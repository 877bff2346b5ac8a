using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted GEMM constants as the JSON that ships, rounded to four significant digits: no more is known of them.</summary>
internal static class GemmConstantsWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes <c>&lt;chip&gt;.gemm.json</c>.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="constants">The hardware's constants.</param>
    public static void WriteHardware(Stream stream, GemmConstants constants)
    {
        ArgumentNullException.ThrowIfNull(constants);
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", constants.Origin);
        json.WriteStartObject("constants");
        Write(json, "launchSeconds", constants.LaunchSeconds);
        Write(json, "tileStartSeconds", constants.TileStartSeconds);
        Write(json, "rampBytes", constants.RampBytes);
        Write(json, "loopSecondsPerByte", constants.LoopSecondsPerByte);
        Write(json, "tileBandwidth", constants.TileBandwidth);
        Write(json, "bandwidthEfficiency", constants.BandwidthEfficiency);
        Write(json, "cacheRatio", constants.CacheRatio);
        Write(json, "cacheShare", constants.CacheShare);
        Write(json, "overlapLoss", constants.OverlapLoss);
        Write(json, "overlapSeconds", constants.OverlapSeconds);
        Write(json, "waveSmoothing", constants.WaveSmoothing);
        Write(json, "splitSeconds", constants.SplitSeconds);
        Write(json, "splitBandwidth", constants.SplitBandwidth);
        Write(json, "throttleDepth", constants.ThrottleDepth);
        Write(json, "throttleSeconds", constants.ThrottleSeconds);
        json.WriteEndObject();
        WriteTiles(json, "tileEfficiency16Bit", constants.TileEfficiency16Bit);
        WriteTiles(json, "tileEfficiency8Bit", constants.TileEfficiency8Bit);
        WriteTiles(json, "tileEfficiencyWeightOnly", constants.TileEfficiencyWeightOnly);
        if (constants.RatioQuantiles is [var p10, var p50, var p90])
        {
            json.WriteStartObject("ratioQuantiles");
            Write(json, "p10", p10);
            Write(json, "p50", p50);
            Write(json, "p90", p90);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes <c>gemm-libraries.json</c>.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="libraries">The libraries of all chips.</param>
    public static void WriteLibraries(Stream stream, IEnumerable<GemmLibraryConstants> libraries)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("note", "Constants of matrix-multiply libraries relative to the hardware's, id = source/class of formats@chip. Written by the fit; not edited by hand.");
        json.WriteStartArray("libraries");
        foreach (var library in libraries)
        {
            json.WriteStartObject();
            json.WriteString("id", library.Id);
            json.WriteString("origin", library.Origin);
            Write(json, "launchSeconds", library.LaunchSeconds);
            Write(json, "arithmeticEfficiency", library.ArithmeticEfficiency);
            Write(json, "bandwidthEfficiency", library.BandwidthEfficiency);
            Write(json, "throttling", library.Throttling);
            Write(json, "maximumSplit", library.MaximumSplit);
            Write(json, "quantiseBytes", library.QuantiseBytes);
            Write(json, "splitSeconds", library.SplitSeconds);
            if (library.OverlapLoss is { } overlapLoss)
            {
                Write(json, "overlapLoss", overlapLoss);
            }

            if (library.WaveSmoothing is { } waveSmoothing)
            {
                Write(json, "waveSmoothing", waveSmoothing);
            }

            if (library.LargeTileWaves is { } largeTileWaves)
            {
                Write(json, "largeTileWaves", largeTileWaves);
            }

            json.WriteNumber("smallTileRows", library.SmallTileRows);
            json.WriteNumber("matrixVectorRows", library.MatrixVectorRows);
            if (library.MatrixVectorSecondsPerK > 0)
            {
                Write(json, "matrixVectorSecondsPerK", library.MatrixVectorSecondsPerK);
            }

            if (library.UnpackSecondsPerK > 0)
            {
                Write(json, "unpackSecondsPerK", library.UnpackSecondsPerK);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTiles(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            Write(json, GemmTiles.Name(i), values[i]);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Round(value));

    private static decimal Round(double value) => decimal.Parse(
        value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture),
        System.Globalization.NumberStyles.Float,
        System.Globalization.CultureInfo.InvariantCulture);
}
