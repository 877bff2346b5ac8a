using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// How often the measured value lies within the 80 % interval, data set by data set, for rows that the constants and the intervals have
/// seen and for models that they have not.
/// </summary>
internal static class CoverageTable
{
    private const int FewestRows = 50,
        Parts = 4;

    /// <summary>Writes one line per data set of at least fifty rows that count.</summary>
    /// <param name="seen">Rows predicted by the shipped constants.</param>
    /// <param name="unseen">Those of them that depend on fitted constants of a stack or engine, predicted without their models.</param>
    /// <param name="log">Receives the table.</param>
    public static void Write(IReadOnlyList<ValidatedRow> seen, IReadOnlyList<ValidatedRow> unseen, TextWriter log)
    {
        var shipped = new Residuals(ResidualFit.Of(seen, unseen));
        var part = CrossFit.Deal(seen, Parts);
        Residuals[] without =
        [
            .. Enumerable.Range(0, Parts).Select(i => new Residuals(ResidualFit.Of(Without(seen, i), Without(unseen, i)))),
        ];
        var left = unseen.ToDictionary(row => (row.File, row.Line));
        IEnumerable<ValidatedRow> Without(IEnumerable<ValidatedRow> rows, int i) =>
            rows.Where(row => part.GetValueOrDefault(row.Group, -1) != i);
        log.WriteLine("coverage of the 80 % interval, %: as shipped; constants have not seen the model; nor have the residuals");
        foreach (
            var group in seen.Where(ResidualFit.Counts)
                .GroupBy(row => (row.File, row.Source, row.Metric))
                .Where(group => group.Count() >= FewestRows)
        )
        {
            ValidatedRow[] rows = [.. group],
                others = [.. rows.Select(row => left.GetValueOrDefault((row.File, row.Line), row)).Where(ResidualFit.Counts)];
            log.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Key.File,-27} {Short(group.Key.Source),-42} {group.Key.Metric,-27} {rows.Length,5} {Coverage(rows, _ => shipped, seen: true),4:0} {Coverage(others, _ => shipped, seen: false),4:0} {Coverage(others, row => without[part[row.Group]], seen: false),4:0}"
                )
            );
        }
    }

    private static double Coverage(ValidatedRow[] rows, Func<ValidatedRow, Residuals> residuals, bool seen) =>
        100.0
        * rows.Count(row =>
        {
            var (low, high) = residuals(row).Of(row.Class, seen || row.Model.Length == 0 ? row.Model : ResidualFit.NoModel);
            return ResidualFit.Ratio(row) >= low && ResidualFit.Ratio(row) <= high;
        })
        / rows.Length;

    private static string Short(string source) => source.Length <= 42 ? source : source[..42];
}
