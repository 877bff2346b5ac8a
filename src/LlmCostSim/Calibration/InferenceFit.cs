using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Fits constants of one inference engine to measured runs, all rows evaluated in this process.</summary>
internal static class InferenceFit
{
    /// <summary>Fits.</summary>
    /// <param name="rows">Measured runs of engines that share the constants.</param>
    /// <param name="parameters">Constants by their names in the engine's JSON.</param>
    /// <param name="options">How hard to try.</param>
    public static FitResult Fit(IReadOnlyList<InferenceMeasurement> rows, IReadOnlyList<FitParameter> parameters, FitOptions? options = null) =>
        ConstantFitter.Fit(
            parameters,
            [.. rows.Select(row => row.Measured)],
            (constants, predictions) =>
            {
                var engine = Apply(rows[0].Engine, parameters, constants);
                for (var i = 0; i < rows.Count; i++)
                {
                    predictions[i] = rows[i].Predict(engine);
                }
            },
            Weights(rows),
            options);

    /// <summary>Every model weighs the same, however many rows it has: the constants are for models that were not measured.</summary>
    private static double[] Weights(IReadOnlyList<InferenceMeasurement> rows)
    {
        var counts = rows.CountBy(row => row.Label).ToDictionary();
        return [.. rows.Select(row => (double)rows.Count / (counts.Count * counts[row.Label]))];
    }

    /// <summary>The engine with fitted constants.</summary>
    public static InferenceEngine Apply(InferenceEngine engine, IReadOnlyList<FitParameter> parameters, ReadOnlySpan<double> constants)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            engine = InferenceConstants.With(engine, parameters[i].Name, constants[i]);
        }

        return engine;
    }
}
