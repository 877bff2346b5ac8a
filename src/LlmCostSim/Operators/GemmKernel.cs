using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of a matrix multiply C[m,n] = A[m,k]·B[k,n] on one accelerator with one library, A the activations and B the weights. Built once
/// per number format.
/// </summary>
/// <remarks>
/// The time is the least over the candidate tiles and splits of K. A candidate's tiles are dealt to the multiprocessors in waves; a wave
/// takes as long as one tile's arithmetic over K, or as long as its loads take; reading and writing the matrices once at memory bandwidth
/// runs beside it and the longer one hides most of the shorter one. Tile and wave quantisation after NVIDIA, "Matrix Multiplication
/// Background User's Guide"; splitting K after CUTLASS and Osama et al., "Stream-K", 2023. Each candidate is non-decreasing in m, n, k and
/// batch. All times in seconds, all rates per second. Described in docs/kernels.md, "Matrix multiply".
/// </remarks>
internal readonly struct GemmKernel
{
    private const int Groups = GemmTiles.Count / GemmTiles.GroupSize;

    private readonly double[] _tiles;
    private readonly double _inverseSms;
    private readonly double _floor;
    private readonly double _secondsPerByte;
    private readonly double _cacheBytes;
    private readonly double _cacheFade;
    private readonly double _cacheSaves;
    private readonly double _overlapLoss;
    private readonly double _overlapSeconds;
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
    private readonly double _smallTileRows;
    private readonly double _largeTileWaves;
    private readonly int _matrixVectorRows;
    private readonly double _matrixVectorK;
    private readonly double _quantise;
    private readonly double _bytesA;
    private readonly double _bytesB;
    private readonly double _bytesC;

    /// <summary>Builds the kernel model.</summary>
    /// <param name="accelerator">The accelerator's facts.</param>
    /// <param name="hardware">Its constants.</param>
    /// <param name="library">The library's constants.</param>
    /// <param name="format">Format of the multiply. A format that the accelerator's matrix units lack is multiplied in 16 bits, and in
    /// single precision where they lack that.</param>
    public GemmKernel(Accelerator accelerator, GemmConstants hardware, GemmLibraryConstants library, NumberFormat format)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(library);
        var rate =
            accelerator.Peak.Of(format)
            ?? accelerator.Peak.Of(NumberFormat.Int8WeightOnly)
            ?? accelerator.Peak.Fp32
            ?? throw new ArgumentException($"{accelerator.Id} states no peak rate.", nameof(accelerator));
        var peak = rate.FlopsPerSecond;
        _tiles = GemmTileTable.Build(hardware, library, format, peak / accelerator.SmCount);
        // A little less than one: exactly full waves must not round up to one more (11 batches of 12 tiles on 132 multiprocessors did).
        _inverseSms = (1 - 1e-15) / accelerator.SmCount;
        _floor = hardware.LaunchSeconds + library.LaunchSeconds;
        _secondsPerByte =
            1
            / (
                accelerator.MemoryBandwidth.BytesPerSecond * double.MinNative(1, hardware.BandwidthEfficiency * library.BandwidthEfficiency)
            );
        _cacheBytes = accelerator.L2Cache.TotalBytes;
        _cacheFade = _cacheBytes > 0 ? 1 / (_cacheBytes * (1 - hardware.CacheShare)) : 0;
        _cacheSaves = 1 - (1 / hardware.CacheRatio);
        (_overlapLoss, _smoothing) = (library.OverlapLoss ?? hardware.OverlapLoss, library.WaveSmoothing ?? hardware.WaveSmoothing);
        _overlapSeconds = hardware.OverlapSeconds;
        (_tileStart, _split) = (hardware.TileStartSeconds, hardware.SplitSeconds + library.SplitSeconds);
        _inverseMaximumSplit = 1 / double.MaxNative(1, library.MaximumSplit);
        (_bytesA, _bytesB, _bytesC) = (format.ActivationBytes(), format.WeightBytes(), format.OutputBytes());
        _loop = (hardware.LoopSecondsPerByte * _bytesA) + library.UnpackSecondsPerK;
        _loadA = _bytesA / hardware.TileBandwidth;
        _loadB = _bytesB / hardware.TileBandwidth;
        (_throttle, _throttleSeconds) = (hardware.ThrottleDepth * library.Throttling, hardware.ThrottleSeconds);
        (_matrixVectorRows, _matrixVectorK) = (library.MatrixVectorRows, library.MatrixVectorSecondsPerK);
        _quantise = library.QuantiseBytes * _secondsPerByte;
        _idealSecondsPerMac = 2 / peak;
        _largeTileWaves = library.LargeTileWaves ?? double.PositiveInfinity;
        _smallTileRows = library.SmallTileRows > 0 ? library.SmallTileRows : double.PositiveInfinity;
    }

    /// <summary>Time of one multiply.</summary>
    /// <param name="m">Rows of A and C: tokens. At least 1.</param>
    /// <param name="n">Columns of B and C: output features. At least 1.</param>
    /// <param name="k">Columns of A and rows of B: input features. At least 1.</param>
    /// <returns>Seconds on the GPU, from a kernel's start to the next one's, without host costs.</returns>
    public double Seconds(double m, double n, double k) => Seconds(m, n, k, 1);

    /// <summary>
    /// Time of a batch of multiplies of one shape in one kernel, each with matrices of its own, as heads of unfused attention.
    /// </summary>
    /// <param name="m">Rows of A and C. At least 1.</param>
    /// <param name="n">Columns of B and C. At least 1.</param>
    /// <param name="k">Columns of A and rows of B. At least 1.</param>
    /// <param name="batch">Multiplies in the batch. At least 1.</param>
    /// <returns>Seconds on the GPU.</returns>
    public double Seconds(double m, double n, double k, double batch) => Seconds(m, n, k, batch, _bytesC);

    /// <summary>
    /// Time of a batch of multiplies that move another number of bytes per element of C than its format has, as those that add to C do.
    /// </summary>
    /// <param name="m">Rows of A and C. At least 1.</param>
    /// <param name="n">Columns of B and C. At least 1.</param>
    /// <param name="k">Columns of A and rows of B. At least 1.</param>
    /// <param name="batch">Multiplies in the batch. At least 1.</param>
    /// <param name="outputBytes">Bytes read and written per element of C: 2 for a 16-bit result, 8 for one that is added to
    /// single-precision sums, as gradients of weights are.</param>
    /// <returns>Seconds on the GPU.</returns>
    public double Seconds(double m, double n, double k, double batch, double outputBytes) => Seconds(m, n, k, batch, outputBytes, 1);

    /// <summary>
    /// Time of the multiplies of a mixture's experts, as many rows each: every group has cold weights and, launched or scheduled on its
    /// own, begins by waiting for them.
    /// </summary>
    /// <param name="m">Rows of A and C of a group. At least 1.</param>
    /// <param name="n">Columns of B and C. At least 1.</param>
    /// <param name="k">Columns of A and rows of B. At least 1.</param>
    /// <param name="groups">Groups. At least 1.</param>
    /// <returns>Seconds on the GPU.</returns>
    public double Grouped(double m, double n, double k, double groups) => Grouped(m, n, k, groups, _bytesC);

    /// <summary>Time of grouped multiplies that move another number of bytes per element of C than its format has.</summary>
    /// <param name="m">Rows of A and C of a group. At least 1.</param>
    /// <param name="n">Columns of B and C. At least 1.</param>
    /// <param name="k">Columns of A and rows of B. At least 1.</param>
    /// <param name="groups">Groups. At least 1.</param>
    /// <param name="outputBytes">Bytes read and written per element of C.</param>
    /// <returns>Seconds on the GPU.</returns>
    public double Grouped(double m, double n, double k, double groups, double outputBytes) => Seconds(m, n, k, groups, outputBytes, groups);

    private double Seconds(double m, double n, double k, double batch, double outputBytes, double pipelines)
    {
        var memory = MemorySeconds(batch * _bytesA * m * k, batch * ((_bytesB * n * k) + (outputBytes * m * n)));
        var ideal = batch * m * n * k * _idealSecondsPerMac;
        var traffic = new Traffic(memory, _overlapSeconds * pipelines, _overlapLoss);
        var seconds =
            m <= _matrixVectorRows
                ? double.MinNative(memory + _tileStart + (k * _matrixVectorK), Tiled(m, n, k, batch, traffic))
                : Tiled(m, n, k, batch, traffic);
        return _floor + seconds + (batch * m * k * _quantise) + (_throttle * ideal * (ideal / (ideal + _throttleSeconds)));
    }

    // Weights come from memory. Activations were just written: as long as all matrices together fit the last-level cache they are still
    // there, and begin to fall out before it is full. Never shorter with more bytes, and never faster than memory once the cache is
    // exceeded.
    private double MemorySeconds(double activations, double others)
    {
        var bytes = activations + others;
        var cached = activations * Math.Clamp((_cacheBytes - bytes) * _cacheFade, 0, 1);
        return (bytes - (cached * _cacheSaves)) * _secondsPerByte;
    }

    // The least over tiles and splits. Four tiles at a time; splits are priced only where a lower bound says that one might win.
    // Compiled well at once: vectors in quickly compiled code take fifty times as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Tiled(double m, double n, double k, double batch, in Traffic traffic)
    {
        // Both restrictions tighten as the shape grows, so that the time still never falls.
        var large = Math.Ceiling(m / 128) * Math.Ceiling(n / 256) * batch * _inverseSms > _largeTileWaves;
        var groups = large || m > _smallTileRows ? 1 : Groups;
        var barred = large ? Vector256.Create(0, 0, 1e30, 1e30) : Vector256<double>.Zero;
        var best = Vector256.Create(double.MaxValue);
        var bound = best;
        for (var group = 0; group < groups; group++)
        {
            var shape = new GemmShape(_tiles, group, m, n, batch * _inverseSms, _loop, _loadA, _loadB);
            best = Vector256.MinNative(best, Candidate(shape, shape.TilesPerSm, k, traffic, out _) + barred);
            bound = Vector256.MinNative(bound, SplitBound(shape, k, traffic) + barred);
        }

        var least = Least(best);
        var splitLeast = Least(bound) + _tileStart + _split;
        return _inverseMaximumSplit <= 0.5 && splitLeast < least
            ? double.MinNative(least, Split(m, n, k, batch, traffic, groups, barred, least))
            : least;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Split(double m, double n, double k, double batch, in Traffic traffic, int groups, Vector256<double> barred, double least)
    {
        var best = Vector256.Create(least - _split);
        for (var group = 0; group < groups; group++)
        {
            var shape = new GemmShape(_tiles, group, m, n, batch * _inverseSms, _loop, _loadA, _loadB);
            if (!Vector256.LessThanAny(SplitBound(shape, k, traffic) + Vector256.Create(_tileStart), best))
            {
                continue;
            }

            best = Vector256.MinNative(best, Filled(shape, k, traffic) + barred);
            for (var parts = 2.0; parts <= 4 && parts * _inverseMaximumSplit <= 1; parts++)
            {
                var time = Candidate(shape, shape.TilesPerSm * parts, k / parts, traffic, out var waves);
                best = Vector256.MinNative(best, time + (shape.SplitSeconds * waves) + barred);
            }
        }

        return Least(best) + _split;
    }

    // One choice of split: waves of tiles, each as long as its arithmetic or its loads, beside the memory traffic.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Candidate(
        in GemmShape shape,
        Vector256<double> tiles,
        double k,
        in Traffic traffic,
        out Vector256<double> waves
    )
    {
        waves = Waves(tiles);
        var crowd = Vector256.MaxNative(Vector256<double>.One, tiles * shape.InverseResident);
        var arithmetic = waves * ((shape.SecondsPerK * k) + shape.RampSeconds);
        return traffic.Beside(Vector256.MaxNative(arithmetic, shape.LoadPerK * crowd * k)) + (crowd * _tileStart);
    }

    // K split so far that the tiles fill one wave, at most into the library's largest number of parts. Beyond half a wave there is nothing
    // to fill.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Filled(in GemmShape shape, double k, in Traffic traffic)
    {
        var tiles = shape.TilesPerSm;
        var waves = Waves(tiles);
        var filled = Vector256.MaxNative(tiles, Vector256.Create(_inverseMaximumSplit));
        var share = Vector256.ConditionalSelect(Vector256.GreaterThan(tiles, Vector256.Create(0.5)), waves, filled);
        var crowd = Vector256.MaxNative(Vector256<double>.One, tiles * shape.InverseResident);
        var arithmetic = (shape.SecondsPerK * k * share) + (shape.RampSeconds * waves);
        return traffic.Beside(Vector256.MaxNative(arithmetic, shape.LoadPerK * share * k)) + (crowd * _tileStart) + shape.SplitSeconds;
    }

    // What no split can beat: full use of all multiprocessors, and at least two ramps and two partial sums per tile or one per wave.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> SplitBound(in GemmShape shape, double k, in Traffic traffic)
    {
        var tiles = shape.TilesPerSm;
        var pieces = Vector256.MaxNative(Vector256<double>.One, tiles + tiles);
        return traffic.Beside((shape.SecondsPerK * k * tiles) + (shape.RampSeconds * pieces)) + (shape.SplitSeconds * pieces);
    }

    // Waves of tiles over the multiprocessors: whole ones, of which the last is partly smoothed away. x ≥ 1 waves always cost at least x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Waves(Vector256<double> x)
    {
        var whole = Vector256.Ceiling(x);
        return Vector256.MaxNative(Vector256<double>.One, whole - ((whole - x) * _smoothing));
    }

    private static double Least(Vector256<double> v)
    {
        var half = Vector128.MinNative(v.GetLower(), v.GetUpper());
        return double.MinNative(half[0], half[1]);
    }

    // Memory traffic beside a candidate's arithmetic: the longer of the two hides all but a share of the shorter one, and all that the
    // shorter one takes beyond some time, once for each pipeline that is filled and emptied: a kernel's, or a group's.
    private readonly struct Traffic(double memory, double overlapSeconds, double overlapLoss)
    {
        private readonly Vector256<double> _memory = Vector256.Create(memory);
        private readonly Vector256<double> _most = Vector256.Create(double.MinNative(memory, overlapSeconds));
        private readonly double _loss = overlapLoss;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Vector256<double> Beside(Vector256<double> arithmetic) =>
            Vector256.MaxNative(arithmetic, _memory) + (Vector256.MinNative(arithmetic, _most) * _loss);
    }
}
