using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Re-fits every GEMM constant that ships and writes the JSON again, with the error on shapes that the fit did not see in each origin.
/// </summary>
internal static class GemmRefit
{
    private const double ScoredSeconds = 1e-5;

    // Many constants with kinks of tiles and waves between them: search longer than the default.
    private static readonly FitOptions Options = new()
    {
        Rounds = 4,
        PolishRounds = 16,
        Tolerance = 1e-6,
    };

    /// <summary>Fits one chip on four shapes in five and judges it on the fifth.</summary>
    /// <param name="chip">Id of the chip.</param>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">All its rows.</param>
    /// <param name="reference">Id of the library whose constants are the hardware's own.</param>
    /// <returns>The constants as they ship, with their origins.</returns>
    public static GemmFitResult Chip(string chip, Accelerator accelerator, IReadOnlyList<GemmRow> rows, string reference)
    {
        ArgumentNullException.ThrowIfNull(rows);
        // Rows that contain an eager launch measure another thing.
        GemmRow[] kernels = [.. rows.Where(row => !row.Source.StartsWith("llmcompass", StringComparison.Ordinal))];
        var fit = GemmFit.Run(chip, accelerator, [.. kernels.Where(row => !row.IsHeldOut)], reference, Options);
        var ratios = fit.Predict(accelerator, kernels)
            .Select((seconds, i) => (Row: kernels[i], Ratio: seconds / kernels[i].Seconds))
            .ToArray();
        var sources = string.Join(", ", kernels.Select(row => row.Source).Distinct().Order(StringComparer.Ordinal));
        double[] heldOut = [.. ratios.Where(x => x.Row.IsHeldOut && x.Row.Seconds >= ScoredSeconds).Select(x => x.Ratio).Order()];
        return fit with
        {
            Hardware = fit.Hardware with
            {
                Origin =
                    $"fit to kernels measured by {sources} (operator database of ai-dynamo/aiconfigurator, profiles of microsoft/vidur); {Errors(ratios)}",
                RatioQuantiles = [heldOut[heldOut.Length / 10], heldOut[heldOut.Length / 2], heldOut[heldOut.Length * 9 / 10]],
            },
            Libraries =
            [
                .. fit.Libraries.Select(library =>
                    library with
                    {
                        Origin = $"fit; {Errors([.. ratios.Where(x => x.Row.LibraryId == library.Id)])}",
                    }
                ),
            ],
        };
    }

    /// <summary>Carries a chip's constants over to an accelerator with few measured multiplies.</summary>
    /// <param name="id">The accelerator's id in lower case.</param>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="related">Constants of the related chip.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="source">Where they are from.</param>
    /// <returns>Its constants, with their origin.</returns>
    public static GemmConstants Related(
        string id,
        Accelerator accelerator,
        GemmConstants related,
        IReadOnlyList<GemmRow> rows,
        string source
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (constants, _) = GemmTransferFit.Run(id, accelerator, related, [.. rows.Where(row => !row.IsHeldOut)]);
        var kernel = new Operators.GemmKernel(accelerator, constants, GemmLibraryConstants.Default, NumberFormat.Bf16);
        (GemmRow Row, double Ratio)[] ratios =
        [
            .. rows.Select(row => (row, kernel.Seconds(row.M, row.N, row.K, 1, row.OutputBytes) / row.Seconds)),
        ];
        double[] sorted = [.. ratios.Where(x => x.Row.IsHeldOut).Select(x => x.Ratio).Order()];
        return constants with
        {
            Origin = $"constants of {related.Chip} with tile efficiencies and throttling fitted to {source}; {Errors(ratios)}",
            RatioQuantiles = [sorted[sorted.Length / 10], sorted[sorted.Length / 2], sorted[sorted.Length * 9 / 10]],
        };
    }

    /// <summary>Reads the plain multiplies of one system out of SimuMax' table of operator efficiencies.</summary>
    /// <param name="reader">A CSV with the columns <c>system,gpu,op,m,n,k,accumulate,out_dtype</c> and <c>tflops</c>, the rate
    /// achieved.</param>
    /// <param name="gpu">The <c>gpu</c> whose rows are wanted.</param>
    /// <returns>The rows of single multiplies.</returns>
    public static IReadOnlyList<GemmRow> ReadEfficiencies(TextReader reader, string gpu)
    {
        ArgumentNullException.ThrowIfNull(reader);
        using var table = new MeasuredTable(reader);
        var rows = new List<GemmRow>();
        while (table.Next())
        {
            if (table.Text("gpu") == gpu && table.Text("op") == "matmul")
            {
                int m = table.Whole("m"),
                    n = table.Whole("n"),
                    k = table.Whole("k");
                rows.Add(
                    new GemmRow(
                        table.Text("system"),
                        gpu,
                        NumberFormat.Bf16,
                        m,
                        n,
                        k,
                        2.0 * m * n * k / (table.Number("tflops") * 1e12),
                        OutputBytes(table.Text("accumulate"), table.Text("out_dtype"))
                    )
                );
            }
        }

        return rows;
    }

    /// <summary>
    /// Bytes that a multiply of SimuMax' table moves per element of its result: written once, or read, added to and written.
    /// </summary>
    /// <param name="accumulate">Column <c>accumulate</c>: <c>True</c> or <c>False</c>.</param>
    /// <param name="format">Column <c>out_dtype</c>.</param>
    internal static double OutputBytes(string accumulate, string format) => (format == "fp32" ? 4 : 2) * (accumulate == "True" ? 2 : 1);

    private static string Errors((GemmRow Row, double Ratio)[] rows)
    {
        var scored = rows.Where(x => x.Row.Seconds >= ScoredSeconds).ToArray();
        return $"mean absolute percentage error at 10 us and above {Error(scored, true)} of shapes kept back, {Error(scored, false)} of fitted ones";
    }

    private static string Error((GemmRow Row, double Ratio)[] rows, bool heldOut)
    {
        var part = rows.Where(x => x.Row.IsHeldOut == heldOut).ToArray();
        return part.Length == 0
            ? "(no rows)"
            : string.Create(CultureInfo.InvariantCulture, $"{100 * part.Average(x => Math.Abs(x.Ratio - 1)):F1} % on {part.Length} rows");
    }
}
