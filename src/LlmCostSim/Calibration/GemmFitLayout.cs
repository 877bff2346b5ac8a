using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Which constant of the hardware or of a library stands where in the vector that the fitter moves, with its possible range.</summary>
internal sealed class GemmFitLayout
{
    private const int HardwareCount = 13;
    private const int LibraryCount = 6;

    private readonly string _chip;
    private readonly IReadOnlyList<string> _libraries;
    private readonly List<FitParameter> _parameters = [];

    /// <summary>Lays out the constants of one chip and the libraries measured on it.</summary>
    /// <param name="chip">Id of the chip.</param>
    /// <param name="libraries">Ids of the libraries.</param>
    /// <param name="reference">The library whose constants are the hardware's own: without one, hardware and libraries could not be told apart.</param>
    /// <param name="formats">Formats that occur.</param>
    internal GemmFitLayout(string chip, IReadOnlyList<string> libraries, string reference, IReadOnlySet<NumberFormat> formats)
    {
        (_chip, _libraries) = (chip, libraries);
        AddHardware(formats.Contains(NumberFormat.Int8WeightOnly) || formats.Contains(NumberFormat.Int4WeightOnly));
        AddTiles("tileEfficiency16Bit", true);
        AddTiles("tileEfficiency8Bit", formats.Contains(NumberFormat.Fp8) || formats.Contains(NumberFormat.Int8));
        foreach (var library in libraries)
        {
            AddLibrary(library, library == reference);
        }
    }

    internal IReadOnlyList<FitParameter> Parameters => _parameters;

    internal GemmConstants Hardware(ReadOnlySpan<double> c) => new()
    {
        Chip = _chip,
        Origin = "",
        LaunchSeconds = c[0],
        TileStartSeconds = c[1],
        RampBytes = c[2],
        LoopSecondsPerByte = c[3],
        TileBandwidth = c[4],
        BandwidthEfficiency = c[5],
        OverlapLoss = c[6],
        WaveSmoothing = c[7],
        SplitSeconds = c[8],
        SplitBandwidth = c[9],
        ThrottleDepth = c[10],
        ThrottleSeconds = c[11],
        DequantiseRate = c[12],
        TileEfficiency16Bit = c.Slice(HardwareCount, GemmTiles.Count).ToArray(),
        TileEfficiency8Bit = c.Slice(HardwareCount + GemmTiles.Count, GemmTiles.Count).ToArray(),
    };

    internal GemmLibraryConstants Library(ReadOnlySpan<double> c, int index)
    {
        var l = c.Slice(HardwareCount + (2 * GemmTiles.Count) + (index * LibraryCount), LibraryCount);
        return new GemmLibraryConstants
        {
            Id = _libraries[index],
            LaunchSeconds = l[0],
            ArithmeticEfficiency = l[1],
            BandwidthEfficiency = l[2],
            Throttling = l[3],
            MaximumSplit = l[4],
            LoopLatency = l[5],
        };
    }

    private void AddHardware(bool dequantises)
    {
        Add("launchSeconds", 2e-6, 1e-6, 5e-6);
        Add("tileStartSeconds", 5e-7, 0, 3e-6);
        Add("rampBytes", 300, 30, 2000);
        Add("loopSecondsPerByte", 1e-9, 1e-11, 1e-8);
        Add("tileBandwidth", 150e9, 20e9, 1e12);
        Add("bandwidthEfficiency", 0.87, 0.6, 1);
        Add("overlapLoss", 0.2, 0, 1);
        Add("waveSmoothing", 0.3, 0, 1);
        Add("splitSeconds", 2.4e-6, 0, 1e-5);
        Add("splitBandwidth", 40e9, 5e9, 5e11);
        Add("throttleDepth", 0.2, 0, 0.5);
        Add("throttleSeconds", 1e-3, 1e-4, 1e-2);
        if (dequantises)
        {
            Add("dequantiseRate", 200e9, 20e9, 5e12);
        }
        else
        {
            Add("dequantiseRate", 200e9, 200e9, 200e9);
        }
    }

    // Larger tiles re-use each operand more often; the start says no more than that.
    private void AddTiles(string name, bool measured)
    {
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            var start = 0.88 * Math.Min(1, Math.Pow(GemmTiles.Rows[i] * GemmTiles.Columns[i] / 32768, 0.35));
            Add($"{name}.{GemmTiles.Name(i)}", start, measured ? 0.03 : start, measured ? 1 : start);
        }
    }

    private void AddLibrary(string id, bool isReference)
    {
        AddLibrary(id, "launchSeconds", 2e-7, 0, 2e-5, isReference ? 0 : null);
        AddLibrary(id, "arithmeticEfficiency", 0.97, 0.6, 1.2, isReference ? 1 : null);
        AddLibrary(id, "bandwidthEfficiency", 0.98, 0.8, 1.15, isReference ? 1 : null);
        AddLibrary(id, "throttling", 1, 0, 2, isReference ? 1 : null);
        AddLibrary(id, "maximumSplit", 24, 1, 64, null);
        AddLibrary(id, "loopLatency", 1, 0.5, 3, isReference ? 1 : null);
    }

    private void AddLibrary(string id, string name, double start, double minimum, double maximum, double? held) =>
        Add($"{id}.{name}", held ?? start, held ?? minimum, held ?? maximum);

    private void Add(string name, double start, double minimum, double maximum) => _parameters.Add(new FitParameter(name, start, minimum, maximum));
}
