namespace LlmCostSim.Calibration;

/// <summary>Fits the constants of a state, which may be as large as it likes, by turning some of its knobs.</summary>
internal static class KnobFit
{
    /// <summary>Fits.</summary>
    /// <param name="start">The state that knobs are turned on; what no knob turns stays as it is there.</param>
    /// <param name="knobs">The knobs, in the order in which they are turned and searched.</param>
    /// <param name="measured">Measured values, all positive.</param>
    /// <param name="predict">Predicts all rows with a state.</param>
    /// <param name="weights">Weight of each row, or <see langword="null"/> for equal weights.</param>
    /// <param name="options">How to search, or <see langword="null"/> for the defaults.</param>
    /// <returns>The state at the best values, and the fit.</returns>
    public static (TState State, FitResult Fit) Run<TState>(
        TState start,
        IReadOnlyList<Knob<TState>> knobs,
        IReadOnlyList<double> measured,
        Action<TState, Span<double>> predict,
        IReadOnlyList<double>? weights = null,
        FitOptions? options = null
    )
    {
        var fit = ConstantFitter.Fit(
            [.. knobs.Select(knob => knob.Parameter)],
            measured,
            (values, predictions) => predict(Turned(start, knobs, values), predictions),
            weights,
            options
        );
        return (Turned(start, knobs, [.. fit.Values]), fit);
    }

    /// <summary>A state with knobs turned.</summary>
    /// <param name="state">The state.</param>
    /// <param name="knobs">The knobs.</param>
    /// <param name="values">A value for each.</param>
    public static TState Turned<TState>(TState state, IReadOnlyList<Knob<TState>> knobs, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < knobs.Count; i++)
        {
            state = knobs[i].Turn(state, values[i]);
        }

        return state;
    }

    /// <summary>A state with every knob where its search starts.</summary>
    /// <param name="state">The state.</param>
    /// <param name="knobs">The knobs.</param>
    public static TState AtStart<TState>(TState state, IReadOnlyList<Knob<TState>> knobs) =>
        Turned(state, knobs, [.. knobs.Select(knob => knob.Parameter.Start)]);
}
