using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Units;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>Reads the measured kernels that constants are fitted to.</summary>
internal static class KernelFitRows
{
    /// <summary>Matrix multiplies.</summary>
    /// <exception cref="FormatException">A cell is not what its column holds; file and line are named.</exception>
    public static GemmRow[] Gemm(MeasuredFile file) =>
        [.. Read(file, static row => KernelRowReader.Gemm(row) with { Seconds = KernelRowReader.Seconds(row) })];

    /// <summary>Fused attentions, prefills or decodes.</summary>
    /// <exception cref="FormatException">A cell is not what its column holds; file and line are named.</exception>
    public static AttentionRow[] Attention(MeasuredFile file) =>
        [.. Read(file, static row => KernelRowReader.Attention(row) with { MeasuredSeconds = KernelRowReader.Seconds(row) })];

    /// <summary>Collectives.</summary>
    /// <exception cref="FormatException">A cell is not what its column holds; file and line are named.</exception>
    public static CollectiveMeasurement[] Collectives(MeasuredFile file) =>
        [.. Read(file, static row => KernelRowReader.Collective(row) with { Seconds = KernelRowReader.Seconds(row) })];

    /// <summary>Memory-bound kernels.</summary>
    /// <exception cref="FormatException">A cell is not what its column holds; file and line are named.</exception>
    public static ElementwiseMeasurement[] Elementwise(MeasuredFile file) =>
        [.. Read(file, static row => KernelRowReader.Elementwise(row) with { Seconds = KernelRowReader.Seconds(row) })];

    /// <summary>Single matrix multiplies of one accelerator in the table of operator efficiencies.</summary>
    /// <param name="file">The table.</param>
    /// <param name="gpu">The accelerator as the table names it.</param>
    /// <exception cref="FormatException">A cell is not what its column holds; file and line are named.</exception>
    public static GemmRow[] Multiplies(MeasuredFile file, string gpu) =>
        [
            .. Of(
                file,
                gpu,
                OperatorRowReader.IsSingle,
                static (row, seconds) =>
                {
                    var multiply = OperatorRowReader.Multiply(row);
                    var (m, n, k) = ((int)multiply.M, (int)multiply.N, (int)multiply.K);
                    return new GemmRow(row.Text("system"), row.Text("gpu"), NumberFormat.Bf16, m, n, k, seconds, multiply.OutputBytes);
                }
            ),
        ];

    /// <summary>Grouped matrix multiplies of one accelerator in the table of operator efficiencies.</summary>
    /// <param name="file">The table.</param>
    /// <param name="gpu">The accelerator as the table names it.</param>
    /// <exception cref="FormatException">A cell is not what its column holds; file and line are named.</exception>
    public static GroupedGemmRow[] GroupedMultiplies(MeasuredFile file, string gpu) =>
        [
            .. Of(
                file,
                gpu,
                OperatorRowReader.IsGrouped,
                static (row, seconds) => OperatorRowReader.Multiply(row) with { Seconds = seconds }
            ),
        ];

    /// <summary>Fused attentions of one accelerator in the table of operator efficiencies.</summary>
    /// <param name="file">The table.</param>
    /// <param name="gpu">The accelerator as the table names it.</param>
    /// <exception cref="FormatException">A cell is not what its column holds; file and line are named.</exception>
    public static TrainingAttentionRow[] Attentions(MeasuredFile file, string gpu) =>
        [
            .. Of(
                file,
                gpu,
                OperatorRowReader.IsAttention,
                static (row, seconds) => OperatorRowReader.Attention(row) with { Seconds = seconds }
            ),
        ];

    private static IEnumerable<T> Of<T>(MeasuredFile file, string gpu, Func<MeasuredRow, bool> takes, Func<MeasuredRow, double, T> read) =>
        Read(
            file.Rows.Where(row => row.Text("gpu") == gpu && takes(row)),
            row =>
                read(
                    row,
                    OperatorRowReader.Microseconds(row) is { } time
                        ? Duration.FromMicroseconds(time).TotalSeconds
                        : throw new UnpredictableRowException("rate or shape is not stated")
                )
        );

    private static IEnumerable<T> Read<T>(MeasuredFile file, Func<MeasuredRow, T> read) => Read(file.Rows, read);

    private static IEnumerable<T> Read<T>(IEnumerable<MeasuredRow> rows, Func<MeasuredRow, T> read)
    {
        foreach (var row in rows)
        {
            T known;
            try
            {
                known = read(row);
            }
            catch (UnpredictableRowException problem)
            {
                throw new FormatException($"{row.Place}: {problem.Message}", problem);
            }

            yield return known;
        }
    }
}
