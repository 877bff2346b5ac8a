using System.Globalization;
using LlmCostSim.Validation;

namespace LlmCostSim.Reporting;

/// <summary>Writes a calibration for people: errors before and after, constants with their uncertainty, and what could not be told apart.</summary>
public static class CalibrationText
{
    // Beyond this, two constants explain the same rows.
    private const double StrongCorrelation = 0.8;

    /// <summary>Writes the tables.</summary>
    /// <param name="result">What calibration found.</param>
    /// <param name="output">Where to.</param>
    public static void Write(CalibrationResult result, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(result.Accelerator.Id);
        output.WriteLine($"  {"file",-28} {"metric",-28} {"rows",5} {"before%",8} {"after%",8}");
        foreach (var group in result.Errors)
        {
            output.WriteLine(Line(group.File, group.Metric, group.After.Rows, group.Before.Mape, group.After.Mape));
        }

        output.WriteLine(Line("all", "", result.After.Rows, result.Before.Mape, result.After.Mape));
        if (result.KeptBack.Rows > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  rows kept back from the fit, a fifth at a time: {100 * result.KeptBack.Mape:F1} %"));
        }

        WriteConstants(result, output);
        WriteCorrelations(result, output);
    }

    private static void WriteConstants(CalibrationResult result, TextWriter output)
    {
        output.WriteLine($"  {"constant",-46} {"before",12} {"calibrated",12} {"± 1 s.e.",12}");
        for (var i = 0; i < result.Fit.Parameters.Count; i++)
        {
            var parameter = result.Fit.Parameters[i];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {parameter.Name,-46} {parameter.Start,12:G4} {result.Fit.Values[i],12:G4} {result.Fit.StandardErrors[i],12:G2}"));
        }
    }

    private static void WriteCorrelations(CalibrationResult result, TextWriter output)
    {
        for (var i = 0; i < result.Fit.Parameters.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Math.Abs(result.Fit.Correlation[i][j]) >= StrongCorrelation)
                {
                    output.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {result.Fit.Parameters[j].Name} and {result.Fit.Parameters[i].Name} can hardly be told apart by these rows (correlation {result.Fit.Correlation[i][j]:F2})"));
                }
            }
        }
    }

    private static string Line(string file, string metric, int rows, double before, double after) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {file,-28} {metric,-28} {rows,5} {100 * before,8:F1} {100 * after,8:F1}");
}
