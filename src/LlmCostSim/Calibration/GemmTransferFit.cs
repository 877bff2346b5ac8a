using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Carries a chip's GEMM constants over to a related accelerator of which only a few large multiplies are known: three constants are
/// fitted, the share of the tile efficiencies that it reaches, the depth of its power throttling and the time in which that acts; all
/// others stay.
/// </summary>
internal static class GemmTransferFit
{
    /// <summary>Fits the three constants.</summary>
    /// <param name="id">Id under which the constants ship: the accelerator's, in lower case.</param>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="related">Constants of the related chip.</param>
    /// <param name="rows">Measured 16-bit multiplies.</param>
    /// <returns>The accelerator's constants, and the fit.</returns>
    public static (GemmConstants Constants, FitResult Fit) Run(
        string id,
        Accelerator accelerator,
        GemmConstants related,
        IReadOnlyList<GemmRow> rows
    )
    {
        ArgumentNullException.ThrowIfNull(related);
        ArgumentNullException.ThrowIfNull(rows);
        FitParameter[] parameters =
        [
            new("tileEfficiencyShare", 0.95, 0.3, 1.1),
            new("throttleDepth", 0.2, 0, 1),
            new("throttleSeconds", related.ThrottleSeconds, 3e-5, 1e-2),
        ];
        var fit = ConstantFitter.Fit(
            parameters,
            [.. rows.Select(row => row.Seconds)],
            (c, predictions) =>
            {
                var kernel = new GemmKernel(accelerator, Scaled(id, related, c), GemmLibraryConstants.Default, NumberFormat.Bf16);
                for (var i = 0; i < rows.Count; i++)
                {
                    predictions[i] = kernel.Seconds(rows[i].M, rows[i].N, rows[i].K, 1, rows[i].OutputBytes);
                }
            }
        );
        return (Scaled(id, related, fit.Values.ToArray()), fit);
    }

    private static GemmConstants Scaled(string id, GemmConstants related, ReadOnlySpan<double> c)
    {
        var share = c[0];
        return related with
        {
            Chip = id,
            ThrottleDepth = c[1],
            ThrottleSeconds = c[2],
            TileEfficiency16Bit = Scale(related.TileEfficiency16Bit, share),
            TileEfficiency8Bit = Scale(related.TileEfficiency8Bit, share),
            TileEfficiencyWeightOnly = Scale(related.TileEfficiencyWeightOnly, share),
        };
    }

    private static double[] Scale(IReadOnlyList<double> efficiencies, double share) =>
        [.. efficiencies.Select(efficiency => Math.Min(1, efficiency * share))];
}
