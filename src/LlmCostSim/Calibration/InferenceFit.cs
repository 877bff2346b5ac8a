using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits constants of inference engines to measured runs, all rows evaluated in this process. Engines are fitted together in two rounds: the
/// first takes all constants as equal in all engines, which gives their means; the second lets each engine lie about them, as far as is
/// known of engines. An engine measured with one model so keeps what the model alone cannot tell from the others.
/// </summary>
internal static class InferenceFit
{
    /// <summary>
    /// Rows of one model on one engine miss in the same direction (a quarter to a half of the variance is common to them,
    /// docs/uncertainty.md), so that however many there are they say no more than a few independent ones, and every model weighs as good as
    /// the same: the constants are for models that were not measured. The number itself is a choice: left-out errors are nearly the same
    /// with 3, 8 and 20.
    /// </summary>
    private const double IndependentRows = 8;

    /// <summary>
    /// First tokens under load scatter about three times as much about the best prediction as other figures do, so each says as much less.
    /// </summary>
    private const double FirstTokens = 0.3;

    /// <summary>Fits.</summary>
    /// <param name="rows">Measured runs of all engines.</param>
    /// <param name="engines">The engines with their constants so far.</param>
    /// <param name="shared">Constants that engines have in common.</param>
    /// <param name="own">Constants of one engine each.</param>
    public static IReadOnlyList<FittedEngine> Fit(
        IReadOnlyList<InferenceMeasurement> rows,
        IReadOnlyList<InferenceEngine> engines,
        IReadOnlyList<EngineConstant> shared,
        IReadOnlyList<EngineConstant> own
    )
    {
        // A first round with one value for all engines gives the means; constants of single engines move along, so that the means need not
        // stand for them.
        var common = shared.Count == 0 ? [] : Fit(rows, engines, [.. shared, .. own]).Take(shared.Count).ToArray();
        var constants = Constants(rows, engines, shared, common, own);
        var values = constants.Count == 0 ? [] : Fit(rows, engines, constants);
        var inCommon = shared
            .Where(static constant => constant.EngineSpread == 0)
            .Select(static constant => constant.Parameter.Name)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. engines.Select(engine =>
                Fitted(
                    engine,
                    rows,
                    inCommon,
                    [
                        .. constants
                            .Select((constant, i) => (constant, values[i]))
                            .Where(entry => entry.constant.AppliesTo(engine.Id))
                            .Select(entry => (entry.constant.Parameter.Name, entry.Item2)),
                    ]
                )
            ),
        ];
    }

    /// <summary>
    /// The constants of the second round: shared ones without deviations, the others for each engine about the mean, constants of single
    /// engines. Engines without rows have the means.
    /// </summary>
    private static List<EngineConstant> Constants(
        IReadOnlyList<InferenceMeasurement> rows,
        IReadOnlyList<InferenceEngine> engines,
        IReadOnlyList<EngineConstant> shared,
        double[] common,
        IReadOnlyList<EngineConstant> own
    )
    {
        var constants = new List<EngineConstant>();
        for (var i = 0; i < shared.Count; i++)
        {
            var constant = shared[i];
            if (constant.EngineSpread == 0)
            {
                constants.Add(constant);
                continue;
            }

            var (mean, parameter) = (common[i], constant.Parameter);
            constants.AddRange(
                engines
                    .Where(engine => constant.AppliesTo(engine.Id))
                    .Select(engine => new EngineConstant(
                        rows.Any(row => row.Engine.Id == engine.Id)
                            ? parameter.StartingAt(mean, constant.EngineSpread)
                            : new FitParameter(parameter.Name, mean, mean, mean),
                        0,
                        engine.Id
                    ))
            );
        }

        constants.AddRange(own.Where(constant => rows.Any(row => constant.AppliesTo(row.Engine.Id))));
        return constants;
    }

    private static FittedEngine Fitted(
        InferenceEngine engine,
        IReadOnlyList<InferenceMeasurement> rows,
        IReadOnlySet<string> common,
        (string Name, double Value)[] constants
    )
    {
        var fitted = constants.Aggregate(
            engine,
            (changed, constant) => EngineConstantTable.All[constant.Name].With(changed, constant.Value)
        );
        List<InferenceMeasurement> measured = [.. rows.Where(row => row.Engine.Id == engine.Id)];
        return new FittedEngine(
            fitted,
            constants,
            common,
            measured.Count,
            measured.Count == 0 ? 0 : measured.Average(row => Math.Abs((row.Predict(fitted) / row.Measured) - 1))
        );
    }

    private static IReadOnlyList<double> Fit(
        IReadOnlyList<InferenceMeasurement> rows,
        IReadOnlyList<InferenceEngine> engines,
        IReadOnlyList<EngineConstant> constants
    )
    {
        var place = engines.Select((engine, i) => (engine.Id, i)).ToDictionary(entry => entry.Id, entry => entry.i);
        int[] engineOf = [.. rows.Select(row => place[row.Engine.Id])];
        return KnobFit
            .Run(
                engines,
                [.. constants.Select(constant => constant.Knob())],
                [.. rows.Select(row => row.Measured)],
                (changed, predictions) =>
                {
                    for (var i = 0; i < engineOf.Length; i++)
                    {
                        predictions[i] = rows[i].Predict(changed[engineOf[i]]);
                    }
                },
                Weights(rows)
            )
            .Fit.Values;
    }

    private static double[] Weights(IReadOnlyList<InferenceMeasurement> rows)
    {
        var counts = rows.CountBy(row => (row.Group, row.Metric)).ToDictionary();
        return
        [
            .. rows.Select(row =>
                Math.Min(IndependentRows, counts[(row.Group, row.Metric)])
                / counts[(row.Group, row.Metric)]
                * (row.Load is not null && row.Metric == InferenceMetric.TimeToFirstToken ? FirstTokens : 1)
            ),
        ];
    }
}
