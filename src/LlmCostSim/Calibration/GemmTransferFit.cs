using LlmCostSim.Facts;
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
    /// <returns>The accelerator's constants.</returns>
    public static GemmConstants Run(string id, Accelerator accelerator, GemmConstants related, IReadOnlyList<GemmRow> rows)
    {
        ArgumentNullException.ThrowIfNull(related);
        ArgumentNullException.ThrowIfNull(rows);
        return KnobFit
            .Run(
                related with
                {
                    Chip = id,
                },
                EmbeddedData.Read("Calibration/Data/fits/gemm-transfer.json", facts => Knobs(facts, related)),
                [.. rows.Select(row => row.Seconds)],
                (constants, predictions) =>
                {
                    var kernel = new GemmKernel(accelerator, constants, GemmLibraryConstants.Default, NumberFormat.Bf16);
                    for (var i = 0; i < rows.Count; i++)
                    {
                        predictions[i] = kernel.Seconds(rows[i].M, rows[i].N, rows[i].K, 1, rows[i].OutputBytes);
                    }
                }
            )
            .State;
    }

    private static Knob<GemmConstants>[] Knobs(FactReader facts, GemmConstants related)
    {
        _ = facts.Text("note");
        FitParameter Parameter(string name, double? inUse = null) => FitParameterJson.Member(facts, name, inUse);
        var hardware = GemmConstantTables.Hardware;
        return
        [
            new(
                Parameter("tileEfficiencyShare"),
                (constants, share) => GemmConstantTables.Tiles.Aggregate(constants, (scaled, table) => table.Scaled(scaled, share))
            ),
            hardware["throttleDepth"].Knob(Parameter("throttleDepth")),
            hardware["throttleSeconds"].Knob(Parameter("throttleSeconds", related.ThrottleSeconds)),
        ];
    }
}
