using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>
/// Predicts measured rows and compares. Files are known by their columns; an architecture table is read first, wherever it stands.
/// </summary>
/// <example><code>ValidationReport report = new Validator().Validate(["benchmarks/measured"]);</code></example>
internal sealed class Validator
{
    private readonly ValidationCatalogs catalogs;

    /// <summary>Prepares validation.</summary>
    /// <param name="models">Models that rows name; <see cref="ModelCatalog.Default"/> by default.</param>
    /// <param name="hardware">Accelerators; <see cref="HardwareCatalog.Default"/> by default.</param>
    /// <param name="stacks">Frameworks; <see cref="StackCatalog.Default"/> by default.</param>
    public Validator(ModelCatalog? models = null, HardwareCatalog? hardware = null, StackCatalog? stacks = null) =>
        catalogs = new ValidationCatalogs(
            models ?? ModelCatalog.Default,
            hardware ?? HardwareCatalog.Default,
            stacks ?? StackCatalog.Default
        );

    internal Validator(StackCatalog stacks, EngineCatalog engines)
        : this(stacks: stacks) => catalogs = catalogs with { Engines = engines };

    /// <summary>Predicts every row of files or of the <c>.csv</c> files of folders.</summary>
    /// <param name="paths">Files and folders, which have to exist.</param>
    /// <param name="progress">Told the share of rows that are predicted, 0 to 1; nobody by default.</param>
    /// <returns>All rows, and their errors by file, source and metric.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public ValidationReport Validate(IEnumerable<string> paths, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Validate([.. MeasuredFile.ReadAll(paths)], progress);
    }

    internal ValidationReport Validate(IReadOnlyList<MeasuredFile> files, IProgress<double>? progress = null)
    {
        var ignored = new List<string>();
        var models = catalogs.Models;
        foreach (var file in files.Where(file => file.Kind == MeasuredKind.Architectures))
        {
            models = ArchitectureTable.AddTo(models, file, ignored);
        }

        ignored.AddRange(
            files
                .Where(file => file.Kind is MeasuredKind.Unknown)
                .Select(file => $"{file.Name}: its columns are those of no known kind of measured file")
        );
        ignored.AddRange(
            files.Where(file => file.Kind is MeasuredKind.Claims).Select(file => $"{file.Name}: claims in words, nothing measured")
        );
        var predictors = RowPredictors.All(catalogs with { Models = models });
        MeasuredRow[] measured =
        [
            .. files
                .Where(file => file.Kind is not (MeasuredKind.Unknown or MeasuredKind.Claims or MeasuredKind.Architectures))
                .SelectMany(file => file.Rows),
        ];
        var rows = new ValidatedRow[measured.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Validate(measured[i], predictors);
            progress?.Report((i + 1.0) / rows.Length);
        }

        return new ValidationReport
        {
            Groups = [.. rows.GroupBy(row => (row.File, row.Source, row.Metric)).Select(group => ValidationGroup.Of([.. group]))],
            Rows = rows,
            Ignored = ignored,
        };
    }

    private static ValidatedRow Validate(MeasuredRow row, IReadOnlyList<IRowPredictor> predictors)
    {
        var label = RowLabels.Of(row);
        var result = new ValidatedRow
        {
            File = row.File.Name,
            Line = row.Line,
            Id = label.Id.Length > 0 ? label.Id : row.Place,
            Source = label.Source,
            Metric = label.Metric,
            Measured = label.Measured,
            Scored = label.Scored,
            YesNo = label.YesNo,
        };
        if (label.Measured is not { } measured)
        {
            return result with { Reason = "no measured number" };
        }

        if (measured <= 0 && !label.YesNo)
        {
            return result with { Reason = "the measured value is not above 0, so no relative error exists" };
        }

        return Predict(row, predictors, result);
    }

    private static ValidatedRow Predict(MeasuredRow row, IReadOnlyList<IRowPredictor> predictors, ValidatedRow result)
    {
        try
        {
            if (predictors.FirstOrDefault(predictor => predictor.Takes(row)) is not { } predictor)
            {
                return result with { Reason = $"no prediction for {result.Metric}" };
            }

            var prediction = predictor.Predict(row);
            var (value, low, high) = prediction;
            result = result with
            {
                Class = prediction.Class ?? RowClass.Of(row, value),
                IsRate = prediction.IsRate,
                Hidden = prediction.Hidden,
                Nodes = prediction.Nodes,
                Group = prediction.Group.Length > 0 ? prediction.Group : RowClass.Group(row),
                HasFittedConstants = prediction.Group.Length > 0,
            };
            if (low == high && !result.YesNo)
            {
                var factors = Spread.Of(result.Class, result.Model, prediction.Hidden, prediction.Nodes).Factors;
                (low, high) = prediction.IsRate ? (value / factors.High, value / factors.Low) : (value * factors.Low, value * factors.High);
            }

            return double.IsFinite(value) && (value > 0 || (value == 0 && result.YesNo))
                ? result with
                {
                    Predicted = value,
                    P10 = low,
                    P90 = high,
                }
                : result with
                {
                    Reason = "the prediction is no finite number above 0",
                };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // Whatever a row from outside trips over, it must not stop the others: it is skipped and the reason reported.
            return result with { Reason = UnpredictableRowException.ReasonOf(problem) };
        }
    }
}
