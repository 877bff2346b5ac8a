using System.Globalization;
using LlmCostSim.Fitting;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Reporting.Pages;

/// <summary>A calibration: errors before and after, constants with their uncertainty, and what could not be told apart.</summary>
internal static class CalibrationPage
{
    // Beyond this, two constants explain the same rows.
    private const double StrongCorrelation = 0.8;

    public static Document Of(CalibrationResult result)
    {
        var constants = Constants(result);
        var blocks = new List<Block> { new Heading(result.Accelerator.Id), Errors(result) };
        if (result.KeptBack.Rows > 0)
        {
            blocks.Add(
                new Paragraph($"Mean error of rows kept back from the fit, a fifth at a time: {Show.Percent(result.KeptBack.Mape)}")
            );
        }

        blocks.Add(new Heading("Constants"));
        blocks.Add(constants);
        if (Together(result).ToArray() is { Length: > 0 } pairs)
        {
            blocks.Add(new Heading("Hardly told apart by these rows"));
            blocks.Add(new Bullets(pairs));
        }

        if (result.Ignored.Count > 0)
        {
            blocks.Add(new Heading("Left out"));
            blocks.Add(new Bullets([.. result.Ignored]));
        }

        return new Document("Calibration of " + result.Accelerator.Id, blocks, constants);
    }

    private static Table Errors(CalibrationResult result) =>
        new(
            [
                new Column("file"),
                new Column("metric"),
                Column.Number("rows"),
                Column.Number("MAPE before", "fraction"),
                Column.Number("after", "fraction"),
            ],
            [
                .. result.Errors.Select(static group =>
                    (IReadOnlyList<Cell>)
                        [
                            group.File,
                            group.Metric,
                            Cell.Whole(group.After.Rows),
                            Cell.Percent(group.Before.Mape),
                            Cell.Percent(group.After.Mape),
                        ]
                ),
                [
                    new Cell("all").In(Tone.Strong),
                    "",
                    Cell.Whole(result.After.Rows),
                    Cell.Percent(result.Before.Mape),
                    Cell.Percent(result.After.Mape),
                ],
            ]
        );

    private static Table Constants(CalibrationResult result) =>
        new(
            [new Column("constant"), Column.Number("before"), Column.Number("calibrated"), Column.Number("standard error")],
            [
                .. result.Fit.Parameters.Select(
                    (parameter, i) =>
                        (IReadOnlyList<Cell>)
                            [
                                parameter.Name,
                                Number(parameter.Start, "G4"),
                                Number(result.Fit.Values[i], "G4"),
                                Number(result.Fit.StandardErrors[i], "G2"),
                            ]
                ),
            ]
        );

    private static IEnumerable<string> Together(CalibrationResult result) =>
        from i in Enumerable.Range(0, result.Fit.Parameters.Count)
        from j in Enumerable.Range(0, i)
        let correlation = result.Fit.Correlation[i][j]
        where Math.Abs(correlation) >= StrongCorrelation
        select string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Fit.Parameters[j].Name} and {result.Fit.Parameters[i].Name} (correlation {correlation:F2})"
        );

    private static Cell Number(double value, string format) => new(value.ToString(format, CultureInfo.InvariantCulture), value);
}
