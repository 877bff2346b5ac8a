using System.Globalization;
using LlmCostSim.Facts;
using LlmCostSim.Operators;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the host time per group of grouped multiplies whose groups an eager host launches one by one: a call takes the longer of its
/// kernels and its launches.
/// </summary>
internal static class GroupHostFit
{
    /// <summary>Fits on the rows whose shapes are not kept back and judges on both parts.</summary>
    /// <param name="kernel">Model of the accelerator's multiplies.</param>
    /// <param name="rows">Measured grouped multiplies.</param>
    /// <returns>Seconds of host time per group, and what they were fitted on with which error.</returns>
    public static (double Seconds, string Origin) Run(GemmKernel kernel, IReadOnlyList<GroupedGemmRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double Predict(GroupedGemmRow row, double microseconds) =>
            Math.Max(row.Groups * microseconds * 1e-6, kernel.Grouped(row.M, row.N, row.K, row.Groups, row.OutputBytes));

        GroupedGemmRow[] fitted = [.. rows.Where(row => !row.IsHeldOut)];
        var (value, _) = KnobFit.Run(
            0.0,
            [new(Parameter(), (_, microseconds) => microseconds)],
            [.. fitted.Select(row => row.Seconds)],
            (microseconds, seconds) =>
            {
                for (var i = 0; i < fitted.Length; i++)
                {
                    seconds[i] = Predict(fitted[i], microseconds);
                }
            }
        );
        string Error(bool heldOut) =>
            FitOrigin.Error(rows.Where(row => row.IsHeldOut == heldOut).Select(row => Predict(row, value) / row.Seconds));
        return (
            value * 1e-6,
            string.Create(
                CultureInfo.InvariantCulture,
                $"fitted to {fitted.Length} of {rows.Count} grouped multiplies, error {Error(false)}, of shapes kept back {Error(true)}"
            )
        );
    }

    private static FitParameter Parameter() =>
        EmbeddedData.Read(
            "Calibration/Data/fits/group-host.json",
            facts =>
            {
                _ = facts.Text("note");
                return FitParameterJson.Member(facts, "groupMicroseconds");
            }
        );
}
