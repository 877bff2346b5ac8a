using LlmCostSim.Facts;
using LlmCostSim.Hardware;

namespace LlmCostSim.Stacks;

/// <summary>
/// What a matrix-multiply library adds to the hardware: at most six fitted constants, the same for all shapes. A library is a framework's
/// choice of kernels (cuBLAS of some version, CUTLASS, Triton) for a class of number formats.
/// </summary>
internal sealed record GemmLibraryConstants
{
    private const string File = "Stacks/Data/gemm-libraries.json";

    /// <summary>Id, such as <c>cublas-16bit-trtllm</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Where the constants are from: rows and error.</summary>
    public string Origin { get; init; } = "";

    /// <summary>
    /// Seconds a call takes longer than the hardware's kernel without work: extra kernels that quantise or transpose, heavier prologues. 0
    /// or more.
    /// </summary>
    public double LaunchSeconds { get; init; }

    /// <summary>Share of the hardware's tile efficiency that the library's main loops reach. Around 1.</summary>
    public double ArithmeticEfficiency { get; init; } = 1;

    /// <summary>Share of the hardware's achieved memory bandwidth. Around 1.</summary>
    public double BandwidthEfficiency { get; init; } = 1;

    /// <summary>
    /// Share of the hardware's power throttling that shows: below 1 where operands are cold or zero, above 1 where the card is hot.
    /// </summary>
    public double Throttling { get; init; } = 1;

    /// <summary>Most parts into which the library splits K; 1 where it never does.</summary>
    public double MaximumSplit { get; init; } = 32;

    /// <summary>
    /// Bytes moved per element of A before the multiply, by kernels that quantise it: 3 to read 16 bits and write 8, 5 where the scale
    /// takes a pass of its own, 0 where the multiply takes the activations as they are.
    /// </summary>
    public double QuantiseBytes { get; init; }

    /// <summary>
    /// Seconds that splitting K takes longer than the hardware's fastest way: a reduction kernel, a workspace to clear. 0 or more.
    /// </summary>
    public double SplitSeconds { get; init; }

    /// <summary>
    /// Share of the shorter of arithmetic and memory time that the library's main loop does not hide, 0–1; <see langword="null"/>: as the
    /// hardware's cuBLAS.
    /// </summary>
    public double? OverlapLoss { get; init; }

    /// <summary>How much of a last, partly filled wave the library saves, 0–1; <see langword="null"/>: as the hardware's cuBLAS.</summary>
    public double? WaveSmoothing { get; init; }

    /// <summary>
    /// Waves of 128 x 256 tiles beyond which the library looks at no smaller tile, although one would waste less of the last wave;
    /// <see langword="null"/>: it always looks at all. Around 1.
    /// </summary>
    public double? LargeTileWaves { get; init; }

    /// <summary>
    /// Largest number of rows of A for which the library still uses tiles of fewer than 128 rows; 0: it always may. A fact of libraries
    /// that choose the tile by rows alone, not fitted.
    /// </summary>
    public int SmallTileRows { get; init; }

    /// <summary>
    /// Up to how many rows of A the library uses a matrix-vector kernel, which reads the weights at memory bandwidth whatever the shape; 0
    /// where it has none. A fact, not fitted.
    /// </summary>
    public int MatrixVectorRows { get; init; }

    /// <summary>
    /// Seconds in which a block of the matrix-vector kernel reads, unpacks and multiplies one element of K of its columns; the blocks of
    /// few columns wait for all of K. 0 where memory alone limits it; 0–1e-8.
    /// </summary>
    public double MatrixVectorSecondsPerK { get; init; }

    /// <summary>
    /// Seconds that one element of K takes a tile longer because weights are unpacked before they are multiplied; 0 where they are not.
    /// 0–2e-8.
    /// </summary>
    public double UnpackSecondsPerK { get; init; }

    /// <summary>A library of the hardware's own constants: what cuBLAS reaches from CUDA graphs.</summary>
    public static GemmLibraryConstants Default { get; } = new() { Id = "default", Origin = "the hardware's constants as they are" };

    /// <summary>All libraries that ship.</summary>
    /// <returns>In the order of the file.</returns>
    public static IReadOnlyList<GemmLibraryConstants> All() => Shipped.Libraries;

    // Read when first asked for.
    private static class Shipped
    {
        internal static readonly IReadOnlyList<GemmLibraryConstants> Libraries = EmbeddedData.Read(
            File,
            facts =>
            {
                _ = facts.OptionalText("note");
                return facts.List("libraries", Read);
            }
        );
    }

    /// <summary>The class of formats that share a library's constants, as it stands in library ids.</summary>
    /// <param name="format">Format of the multiply.</param>
    internal static string FormatClass(NumberFormat format) =>
        format switch
        {
            NumberFormat.Fp16 or NumberFormat.Bf16 => "16-bit",
            NumberFormat.Int8WeightOnly => "int8_wo",
            NumberFormat.Int4WeightOnly => "int4_wo",
            NumberFormat.Fp8 => "fp8",
            NumberFormat.Int8 => "int8",
            NumberFormat.Tf32 => "tf32",
            _ => "fp32",
        };

    private static GemmLibraryConstants Read(FactReader facts) =>
        new()
        {
            Id = facts.Text("id"),
            Origin = facts.Text("origin"),
            LaunchSeconds = facts.Number("launchSeconds"),
            ArithmeticEfficiency = facts.Positive("arithmeticEfficiency"),
            BandwidthEfficiency = facts.Positive("bandwidthEfficiency"),
            Throttling = facts.Number("throttling"),
            MaximumSplit = facts.Positive("maximumSplit"),
            QuantiseBytes = facts.Number("quantiseBytes"),
            SplitSeconds = facts.Number("splitSeconds"),
            OverlapLoss = facts.OptionalNumber("overlapLoss"),
            WaveSmoothing = facts.OptionalNumber("waveSmoothing"),
            LargeTileWaves = facts.OptionalNumber("largeTileWaves"),
            SmallTileRows = facts.Integer("smallTileRows"),
            MatrixVectorRows = facts.Integer("matrixVectorRows"),
            MatrixVectorSecondsPerK = facts.OptionalNumber("matrixVectorSecondsPerK") ?? 0,
            UnpackSecondsPerK = facts.OptionalNumber("unpackSecondsPerK") ?? 0,
        };
}
