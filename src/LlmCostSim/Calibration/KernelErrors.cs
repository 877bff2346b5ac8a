using System.Globalization;

namespace LlmCostSim.Calibration;

/// <summary>Errors of predicted kernels, grouped by a name and by whether the kernel took at least 10 µs.</summary>
internal sealed class KernelErrors
{
    /// <summary>Part of the name of a group that every row of a chip is also in.</summary>
    public const string All = "ALL";

    private readonly SortedDictionary<string, List<double>> groups = new(StringComparer.Ordinal);

    /// <summary>Takes one row in.</summary>
    /// <param name="group">Group of the row, such as its source and collective.</param>
    /// <param name="predicted">Predicted seconds.</param>
    /// <param name="measured">Measured seconds.</param>
    public void Add(string group, double predicted, double measured)
    {
        var key = $"{group} {ShortKernel.Label(ShortKernel.Is(measured))}";
        if (!groups.TryGetValue(key, out var errors))
        {
            groups[key] = errors = [];
        }

        errors.Add((predicted / measured) - 1);
    }

    /// <summary>
    /// Mean absolute percentage error, as a fraction, of all groups whose name contains a text and whose kernels took at least 10 µs; 0 if
    /// there are none.
    /// </summary>
    /// <param name="text">Part of the names.</param>
    public double MeanAbsoluteOfLong(string text)
    {
        double[] errors =
        [
            .. groups
                .Where(group =>
                    group.Key.EndsWith(ShortKernel.Label(isShort: false), StringComparison.Ordinal)
                    && group.Key.Contains(text, StringComparison.Ordinal)
                )
                .SelectMany(group => group.Value),
        ];
        return errors.Length == 0 ? 0 : errors.Average(Math.Abs);
    }

    /// <summary>Writes one line a group: rows, mean, median and 90 % quantile of the absolute error, and bias, in percent.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var (name, errors) in groups)
        {
            var absolute = errors.Select(Math.Abs).Order().ToArray();
            writer.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-72} rows {errors.Count,4}  mape {100 * absolute.Average(),6:F1}  median {100 * absolute[absolute.Length / 2],6:F1}  p90 {100 * absolute[absolute.Length * 9 / 10],6:F1}  bias {100 * errors.Average(),6:F1}"
                )
            );
        }
    }
}
