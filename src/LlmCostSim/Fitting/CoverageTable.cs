using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// How often the measured value lies within the 80 % interval, data set by data set, for rows that the constants and the intervals have
/// seen and for models that they have not. Data sets of few rows are put together by what they are of.
/// </summary>
internal sealed class CoverageTable
{
    private const int FewestRows = 50,
        Parts = 4;

    private readonly Residuals shipped;
    private readonly Residuals[] without;
    private readonly Dictionary<string, int> part;
    private readonly Dictionary<(string File, int Line), ValidatedRow> left;

    private CoverageTable(IReadOnlyList<ValidatedRow> seen, IReadOnlyList<ValidatedRow> unseen, double worthOfAbove)
    {
        shipped = ResidualFit.Of(seen, unseen, worthOfAbove);
        part = CrossFit.Deal(seen, Parts);
        without = [.. Enumerable.Range(0, Parts).Select(i => ResidualFit.Of(Without(seen, i), Without(unseen, i), worthOfAbove))];
        left = unseen.ToDictionary(row => (row.File, row.Line));
    }

    /// <summary>Writes one line per data set of at least fifty rows that count, then one per kind of the others.</summary>
    /// <param name="seen">Rows predicted by the shipped constants.</param>
    /// <param name="unseen">Those of them that depend on fitted constants of a stack or engine, predicted without their models.</param>
    /// <param name="worthOfAbove">How many independent rows a class above counts for; the same whoever is left out.</param>
    /// <param name="log">Receives the table.</param>
    public static void Write(IReadOnlyList<ValidatedRow> seen, IReadOnlyList<ValidatedRow> unseen, double worthOfAbove, TextWriter log)
    {
        var table = new CoverageTable(seen, unseen, worthOfAbove);
        log.WriteLine("coverage of the 80 % interval, %: as shipped; constants have not seen the model; nor have the residuals; mean error by those constants, %");
        var sets = seen.Where(ResidualFit.Counts)
            .GroupBy(row => (row.File, row.Source, row.Metric))
            .ToLookup(group => group.Count() >= FewestRows);
        foreach (var group in sets[true])
        {
            log.WriteLine(table.Line($"{group.Key.File,-27} {Short(group.Key.Source),-42} {group.Key.Metric,-27}", [.. group]));
        }

        foreach (var kind in sets[false].SelectMany(group => group).GroupBy(Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            log.WriteLine(table.Line($"{$"smaller ones: {kind.Key}",-98}", [.. kind]));
        }
    }

    private string Line(string name, ValidatedRow[] rows)
    {
        ValidatedRow[] others = [.. rows.Select(row => left.GetValueOrDefault((row.File, row.Line), row)).Where(ResidualFit.Counts)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {rows.Length,5} {Coverage(rows, _ => shipped, seen: true),4:0} {Coverage(others, _ => shipped, seen: false),4:0} {Coverage(others, row => part.TryGetValue(row.Group, out var i) ? without[i] : shipped, seen: false),4:0} {100 * others.Average(row => Math.Abs(row.Error ?? 0)),6:0.0}"
        );
    }

    private IEnumerable<ValidatedRow> Without(IEnumerable<ValidatedRow> rows, int i) =>
        rows.Where(row => part.GetValueOrDefault(row.Group, -1) != i);

    private static double Coverage(ValidatedRow[] rows, Func<ValidatedRow, Residuals> residuals, bool seen) =>
        100.0
        * rows.Count(row =>
            Spread.Covers(
                residuals(row).Of(row.Class, seen || row.Model.Length == 0 ? row.Model : ResidualFit.NoModel),
                ResidualFit.Ratio(row)
            )
        )
        / rows.Length;

    private static string Kind(ValidatedRow row) =>
        IntervalClass.KindOf(row.Class) switch
        {
            "time" => "training steps",
            "inference" => "inference",
            "memory" or "training" => "memory of jobs",
            "stored" => "stored weights",
            "runs" => "published runs",
            "operator" => "kernels of A100-PCIe and B200",
            _ => "kernels of A100 and H100",
        };

    private static string Short(string source) => source.Length <= 42 ? source : source[..42];
}
