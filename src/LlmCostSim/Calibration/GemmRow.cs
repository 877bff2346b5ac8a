using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>One measured matrix multiply C[m,n] = A[m,k]·B[k,n].</summary>
/// <param name="Source">Who measured, with framework and version.</param>
/// <param name="Gpu">Chip, such as <c>a100</c>.</param>
/// <param name="Format">Number format.</param>
/// <param name="M">Rows of A and C.</param>
/// <param name="N">Columns of B and C.</param>
/// <param name="K">Columns of A and rows of B.</param>
/// <param name="Seconds">Measured time.</param>
/// <param name="OutputBytes">Bytes read and written per element of C where it is not the format's own: more where the multiply adds to
/// C.</param>
internal readonly record struct GemmRow(
    string Source,
    string Gpu,
    NumberFormat Format,
    int M,
    int N,
    int K,
    double Seconds,
    double OutputBytes = 2
)
{
    /// <summary>Id of the library that a row of the source and format measures, as in <c>Stacks/Data/gemm-libraries.json</c>.</summary>
    public string LibraryId => $"{Source}/{GemmLibraryConstants.FormatClass(Format)}@{Gpu}";

    /// <summary>Into how many parts shapes are dealt, each kept back from one fit.</summary>
    public const int Parts = 5;

    /// <summary>The part that the row's shape was dealt into: 0 to <see cref="Parts"/> − 1.</summary>
    public int Part => ShapeSplit.Part(Parts, M, N, K);

    /// <summary>Whether the row's shape is kept back where there is one fit only (one shape in five).</summary>
    public bool IsHeldOut => Part == 0;
}
