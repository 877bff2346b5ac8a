using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of a matrix multiply C[m,n] = A[m,k]·B[k,n] on one accelerator with one library, A the activations and B the weights. Built once per number format.
/// </summary>
/// <remarks>
/// The time is the least over the candidate tiles and splits of K. A candidate's tiles are dealt to the multiprocessors in waves; a wave takes as long as
/// one tile's arithmetic over K, or as long as its loads take; reading and writing the matrices once at memory bandwidth runs beside it and the longer one
/// hides most of the shorter one. Tile and wave quantisation after NVIDIA, "Matrix Multiplication Background User's Guide"; splitting K after CUTLASS and
/// Osama et al., "Stream-K", 2023. Each candidate is non-decreasing in m, n, k and batch. All times in seconds, all rates per second.
/// </remarks>
public readonly struct GemmKernel
{
    private const int Groups = GemmTiles.Count / 4;

    private readonly GemmTileTable _tiles;
    private readonly double _inverseSms;
    private readonly double _floor;
    private readonly double _secondsPerByte;
    private readonly double _overlapLoss;
    private readonly double _smoothing;
    private readonly double _tileStart;
    private readonly double _split;
    private readonly double _inverseMaximumSplit;
    private readonly double _loop;
    private readonly double _loadA;
    private readonly double _loadB;
    private readonly double _throttle;
    private readonly double _throttleSeconds;
    private readonly double _idealSecondsPerMac;
    private readonly double _leastSecondsPerMac;
    private readonly double _bytesA;
    private readonly double _bytesB;
    private readonly double _bytesC;

    /// <summary>Builds the kernel model.</summary>
    /// <param name="accelerator">The accelerator's facts.</param>
    /// <param name="hardware">Its constants.</param>
    /// <param name="library">The library's constants.</param>
    /// <param name="format">Format of the multiply. A format that the accelerator's matrix units lack is multiplied in 16 bits, and in single precision where they lack that.</param>
    public GemmKernel(Accelerator accelerator, GemmConstants hardware, GemmLibraryConstants library, NumberFormat format)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(library);
        var rate = accelerator.Peak.Of(format) ?? accelerator.Peak.Of(NumberFormat.Int8WeightOnly) ?? accelerator.Peak.Fp32
            ?? throw new ArgumentException($"{accelerator.Id} states no peak rate.", nameof(accelerator));
        var peak = rate.FlopsPerSecond;
        _tiles = new GemmTileTable(hardware, library, format, peak / accelerator.SmCount);
        _inverseSms = 1.0 / accelerator.SmCount;
        _floor = hardware.LaunchSeconds + library.LaunchSeconds;
        _secondsPerByte = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * Math.Min(1, hardware.BandwidthEfficiency * library.BandwidthEfficiency));
        (_overlapLoss, _smoothing) = (hardware.OverlapLoss, hardware.WaveSmoothing);
        (_tileStart, _split) = (hardware.TileStartSeconds, hardware.SplitSeconds);
        _inverseMaximumSplit = 1 / Math.Max(1, library.MaximumSplit);
        (_bytesA, _bytesB, _bytesC) = (format.ActivationBytes(), format.WeightBytes(), format.OutputBytes());
        _loop = library.LoopLatency * hardware.LoopSecondsPerByte * _bytesA;
        _loadA = library.LoopLatency * _bytesA / hardware.TileBandwidth;
        _loadB = library.LoopLatency * _bytesB / hardware.TileBandwidth;
        (_throttle, _throttleSeconds) = (hardware.ThrottleDepth * library.Throttling, hardware.ThrottleSeconds);
        _idealSecondsPerMac = 2 / peak;
        _leastSecondsPerMac = _idealSecondsPerMac / Math.Min(1, hardware.TileEfficiency(format).Max() * library.ArithmeticEfficiency);
    }

    /// <summary>Time of one multiply.</summary>
    /// <param name="m">Rows of A and C: tokens. At least 1.</param>
    /// <param name="n">Columns of B and C: output features. At least 1.</param>
    /// <param name="k">Columns of A and rows of B: input features. At least 1.</param>
    /// <returns>Seconds on the GPU, from a kernel's start to the next one's, without host costs.</returns>
    public double Seconds(double m, double n, double k) => Seconds(m, n, k, 1);

    /// <summary>Time of a batch of multiplies of one shape in one kernel, each with matrices of its own.</summary>
    /// <param name="m">Rows of A and C. At least 1.</param>
    /// <param name="n">Columns of B and C. At least 1.</param>
    /// <param name="k">Columns of A and rows of B. At least 1.</param>
    /// <param name="batch">Multiplies in the batch. At least 1.</param>
    /// <returns>Seconds on the GPU.</returns>
    public double Seconds(double m, double n, double k, double batch)
    {
        var memory = batch * ((_bytesA * m * k) + (_bytesB * n * k) + (_bytesC * m * n)) * _secondsPerByte;
        var macs = batch * m * n * k;
        var work = new Work(m, n, k, batch * _inverseSms, memory);
        var best = Vector256.Create(double.MaxValue);
        for (var group = 0; group < Groups; group++)
        {
            best = Vector256.Min(best, Whole(work, group));
        }

        // No split can beat this; most shapes need not price them.
        var least = Overlap(macs * _leastSecondsPerMac, memory) + _tileStart + _split;
        if (_inverseMaximumSplit <= 0.5 && Least(best) > least)
        {
            best = Split(work, best, least);
        }

        var ideal = macs * _idealSecondsPerMac;
        return _floor + Least(best) + (_throttle * ideal * (ideal / (ideal + _throttleSeconds)));
    }

    /// <summary>Time of a grouped multiply: one kernel over the experts of a mixture, each with its own weights and the same number of rows.</summary>
    /// <param name="mPerGroup">Rows per group. At least 1.</param>
    /// <param name="n">Output features. At least 1.</param>
    /// <param name="k">Input features. At least 1.</param>
    /// <param name="groups">Groups that have rows. At least 1.</param>
    /// <returns>Seconds on the GPU.</returns>
    public double GroupedSeconds(double mPerGroup, double n, double k, double groups) => Seconds(mPerGroup, n, k, groups);

    /// <summary>
    /// Time of a multiply whose weights are first unpacked by a kernel of their own and written back as 16-bit ones, as bitsandbytes does it for NF4 in QLoRA
    /// (Dettmers et al. 2023): the packed weights are read, the 16-bit ones written, then read by the multiply. This kernel must be a 16-bit one.
    /// </summary>
    /// <param name="m">Rows of A and C. At least 1.</param>
    /// <param name="n">Output features. At least 1.</param>
    /// <param name="k">Input features. At least 1.</param>
    /// <param name="bytesPerWeight">Packed size of a weight with its share of the scales: 0.5 + 4/64 for NF4 in blocks of 64, 0.5 + 1/64 + 4/16384 with doubly quantised scales.</param>
    /// <returns>Seconds on the GPU for both kernels.</returns>
    public double DequantiseThenSeconds(double m, double n, double k, double bytesPerWeight) =>
        _floor + (n * k * (bytesPerWeight + _bytesB) * _secondsPerByte) + Seconds(m, n, k);

    // The longer of the two hides all but a share of the shorter one.
    private double Overlap(double a, double b) => Math.Max(a, b) + (_overlapLoss * Math.Min(a, b));

    private Vector256<double> Overlap(Vector256<double> a, double b)
    {
        var memory = Vector256.Create(b);
        return Vector256.Max(a, memory) + (Vector256.Min(a, memory) * _overlapLoss);
    }

    private static double Least(Vector256<double> v)
    {
        var half = Vector128.Min(v.GetLower(), v.GetUpper());
        return Math.Min(half[0], half[1]);
    }

    // Waves of tiles over the multiprocessors: whole ones, of which the last is partly smoothed away. x ≥ 1 wave always costs at least x.
    private Vector256<double> Waves(Vector256<double> x)
    {
        var whole = Vector256.Ceiling(x);
        return Vector256.Max(Vector256<double>.One, whole - ((whole - x) * _smoothing));
    }

    private Vector256<double> TilesPerSm(in Work work, int group) =>
        Vector256.Ceiling(_tiles.InverseRows(group) * work.M) * Vector256.Ceiling(_tiles.InverseColumns(group) * work.N) * work.BatchPerSm;

    // Seconds per element of K in which one tile gets its operands.
    private Vector256<double> LoadPerK(in Work work, int group) =>
        Vector256.Create(_loop)
        + (Vector256.Min(_tiles.Rows(group), Vector256.Create(work.M)) * _loadA)
        + (Vector256.Min(_tiles.Columns(group), Vector256.Create(work.N)) * _loadB);

    private Vector256<double> Whole(in Work work, int group) => Candidate(work, group, TilesPerSm(work, group), work.K, Vector256<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Candidate(in Work work, int group, Vector256<double> tiles, double k, Vector256<double> splitSeconds)
    {
        var waves = Waves(tiles);
        var crowd = Vector256.Max(Vector256<double>.One, tiles * _tiles.InverseResident(group));
        var arithmetic = waves * ((_tiles.SecondsPerK(group) * k) + _tiles.RampSeconds(group));
        var loads = LoadPerK(work, group) * crowd * k;
        return Overlap(Vector256.Max(arithmetic, loads), work.MemorySeconds) + (crowd * _tileStart) + (splitSeconds * waves);
    }

    private Vector256<double> Split(in Work work, Vector256<double> best, double least)
    {
        var added = Vector256.Create(_split);
        for (var group = 0; group < Groups; group++)
        {
            best = Vector256.Min(best, Filled(work, group) + added);
        }

        for (var parts = 2.0; parts <= 4 && parts * _inverseMaximumSplit <= 1 && Least(best) > least; parts++)
        {
            for (var group = 0; group < Groups; group++)
            {
                best = Vector256.Min(best, Candidate(work, group, TilesPerSm(work, group) * parts, work.K / parts, _tiles.SplitSeconds(group)) + added);
            }
        }

        return best;
    }

    // K split so far that the tiles fill one wave, at most into the library's largest number of parts. Beyond half a wave there is nothing to fill.
    private Vector256<double> Filled(in Work work, int group)
    {
        var tiles = TilesPerSm(work, group);
        var waves = Waves(tiles);
        var share = Vector256.ConditionalSelect(
            Vector256.GreaterThan(tiles, Vector256.Create(0.5)),
            waves,
            Vector256.Max(tiles, Vector256.Create(_inverseMaximumSplit)));
        var crowd = Vector256.Max(Vector256<double>.One, tiles * _tiles.InverseResident(group));
        var arithmetic = (_tiles.SecondsPerK(group) * work.K * share) + (_tiles.RampSeconds(group) * waves);
        var loads = LoadPerK(work, group) * share * work.K;
        return Overlap(Vector256.Max(arithmetic, loads), work.MemorySeconds) + (crowd * _tileStart) + _tiles.SplitSeconds(group);
    }

    private readonly record struct Work(double M, double N, double K, double BatchPerSm, double MemorySeconds);
}
