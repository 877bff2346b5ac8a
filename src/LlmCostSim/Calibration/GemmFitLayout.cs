using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Which constant of the hardware or of a library stands where in the vector that the fitter moves, with its possible range.
/// </summary>
internal sealed class GemmFitLayout
{
    private const int HardwareCount = 15;
    private const int LibraryCount = 12;

    private readonly string _chip;
    private readonly IReadOnlyList<string> _libraries;
    private readonly List<FitParameter> _parameters = [];

    /// <summary>Lays out the constants of one chip and the libraries measured on it.</summary>
    /// <param name="chip">Id of the chip.</param>
    /// <param name="libraries">Ids of the libraries.</param>
    /// <param name="reference">The library whose constants are the hardware's own: without one, hardware and libraries could not be told
    /// apart.</param>
    internal GemmFitLayout(string chip, IReadOnlyList<string> libraries, string reference)
    {
        (_chip, _libraries) = (chip, libraries);
        AddHardware();
        AddTiles("16Bit");
        AddTiles("8Bit");
        AddTiles("WeightOnly");
        foreach (var library in libraries)
        {
            AddLibrary(library, library == reference);
        }
    }

    internal IReadOnlyList<FitParameter> Parameters => _parameters;

    internal GemmConstants Hardware(ReadOnlySpan<double> c) =>
        new()
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
            CacheRatio = c[12],
            CacheShare = c[13],
            OverlapSeconds = c[14],
            TileEfficiency16Bit = Tiles(c, 0),
            TileEfficiency8Bit = Tiles(c, 1),
            TileEfficiencyWeightOnly = Tiles(c, 2),
        };

    internal GemmLibraryConstants Library(ReadOnlySpan<double> c, int index)
    {
        var l = c.Slice(HardwareCount + (3 * GemmTiles.Count) + (index * LibraryCount), LibraryCount);
        return new GemmLibraryConstants
        {
            Id = _libraries[index],
            LaunchSeconds = l[0],
            ArithmeticEfficiency = l[1],
            BandwidthEfficiency = l[2],
            Throttling = l[3],
            MaximumSplit = l[4],
            QuantiseBytes = l[5],
            SplitSeconds = l[6],
            // Below zero: not this library's own.
            OverlapLoss = l[7] < 0 ? null : l[7],
            WaveSmoothing = l[8] < 0 ? null : l[8],
            LargeTileWaves = l[9] < 0 ? null : l[9],
            SmallTileRows = GemmFit.SmallTileRows(_libraries[index]),
            MatrixVectorRows = GemmFit.MatrixVectorRows(_libraries[index]),
            MatrixVectorSecondsPerK = l[10],
            UnpackSecondsPerK = l[11],
        };
    }

    /// <summary>
    /// The parameters of a fit that moves only some of the constants and holds the others where an earlier fit left them.
    /// </summary>
    internal IReadOnlyList<FitParameter> Moving(IReadOnlyList<double> values, Func<string, bool> moves) =>
        [
            .. _parameters.Select(
                (p, i) =>
                    moves(p.Name)
                        ? new FitParameter(p.Name, values[i], p.Minimum, p.Maximum)
                        : new FitParameter(p.Name, values[i], values[i], values[i])
            ),
        ];

    private static double[] Tiles(ReadOnlySpan<double> c, int table) =>
        c.Slice(HardwareCount + (table * GemmTiles.Count), GemmTiles.Count).ToArray();

    private void AddHardware()
    {
        Add("launchSeconds", 2e-6, 1e-6, 5e-6);
        Add("tileStartSeconds", 5e-7, 0, 3e-6);
        Add("rampBytes", 300, 30, 2000);
        Add("loopSecondsPerByte", 2e-9, 1e-11, 1e-8);
        Add("tileBandwidth", 150e9, 20e9, 4e11);
        Add("bandwidthEfficiency", 0.87, 0.6, 1);
        Add("overlapLoss", 0.2, 0, 1);
        Add("waveSmoothing", 0.15, 0, 1);
        Add("splitSeconds", 2.4e-6, 0, 1e-5);
        Add("splitBandwidth", 40e9, 5e9, 5e11);
        Add("throttleDepth", 0.2, 0, 0.5);
        Add("throttleSeconds", 1e-3, 1e-4, 1e-2);
        Add("cacheRatio", 2.5, 1, 6);
        Add("cacheShare", 0.7, 0, 0.98);
        Add("overlapSeconds", 1e-4, 1e-6, 1e-1);
    }

    // Larger tiles re-use each operand more often; the start says no more than that.
    private void AddTiles(string table)
    {
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            var start = 0.88 * Math.Min(1, Math.Pow(GemmTiles.Rows[i] * GemmTiles.Columns[i] / 32768, 0.35));
            Add($"tileEfficiency{table}.{GemmTiles.Name(i)}", start, 0.03, 1);
        }
    }

    // At most six of them move for any one library.
    private void AddLibrary(string id, bool isReference)
    {
        var cublas = GemmFit.IsCuBlas(id);
        var sixteenBit = GemmFit.IsSixteenBit(id);
        var weightOnly = id.Contains("_wo@", StringComparison.Ordinal);
        var split = GemmFit.MaximumSplit(id);
        var older = id == "vidur-7d47513/16-bit@h100";
        var ownFp8 = !cublas && id.Contains("/fp8@", StringComparison.Ordinal);
        AddLibrary(id, "launchSeconds", 2e-7, 0, 2e-5, isReference ? 0 : null);
        AddLibrary(id, "arithmeticEfficiency", 0.97, 0.5, 1.3, isReference ? 1 : null);
        AddLibrary(id, "bandwidthEfficiency", 0.98, 0.7, 1.2, isReference || ownFp8 || weightOnly ? 1 : null);
        AddLibrary(id, "throttling", 1, 0, 2.5, isReference || !(sixteenBit || ownFp8) ? 1 : null);
        // The rows of the older cuBLAS have too many columns to be split: they do not move it.
        AddLibrary(id, "maximumSplit", 24, 1, 64, older ? 24 : split);
        // Only kernels of 8-bit floating-point activations were timed with their quantisation.
        AddLibrary(id, "quantiseBytes", 3, 0, 10, id.Contains("/fp8@", StringComparison.Ordinal) ? null : 0);
        AddLibrary(id, "splitSeconds", 2e-6, 0, 2e-5, sixteenBit || split == 1 ? 0 : null);
        AddLibrary(
            id,
            "overlapLoss",
            0.1,
            0,
            1,
            cublas ? -1
                : weightOnly ? 0
                : null
        );
        // cuBLAS of early 2024 shares out its last wave otherwise than the reference's (Stream-K came to Hopper later).
        AddLibrary(id, "waveSmoothing", 0.5, 0, 1, cublas && !older ? -1 : null);
        AddLibrary(id, "largeTileWaves", 1.02, 0.9, 9, sixteenBit ? null : -1);
        AddLibrary(id, "matrixVectorSecondsPerK", 2e-9, 0, 1e-8, weightOnly ? null : 0);
        AddLibrary(id, "unpackSecondsPerK", 3e-9, 0, 2e-8, weightOnly ? null : 0);
    }

    private void AddLibrary(string id, string name, double start, double minimum, double maximum, double? held) =>
        Add($"{id}.{name}", held ?? start, held ?? minimum, held ?? maximum);

    private void Add(string name, double start, double minimum, double maximum) =>
        _parameters.Add(new FitParameter(name, start, minimum, maximum));
}
