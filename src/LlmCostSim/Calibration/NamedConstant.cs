namespace LlmCostSim.Calibration;

/// <summary>
/// One constant of a kernel model, software stack or engine: its name in the JSON, in the JSON's unit, and how it is read and set.
/// </summary>
/// <param name="Name">Name in the JSON.</param>
/// <param name="Get">The value.</param>
/// <param name="With">A state with another value.</param>
/// <param name="Absent">The value that stands where the JSON says nothing, and is not written; <see langword="null"/>: always written;
/// NaN: the state may lack the constant.</param>
internal sealed record NamedConstant<TState>(
    string Name,
    Func<TState, double> Get,
    Func<TState, double, TState> With,
    double? Absent = null
)
{
    /// <summary>The constant as a fit turns it.</summary>
    /// <param name="parameter">Where the search starts, and the range.</param>
    public Knob<TState> Knob(FitParameter parameter) => new(parameter, With);

    /// <summary>Whether the JSON need not state the constant.</summary>
    public bool IsAbsent(TState state) => Absent is { } absent && Get(state).Equals(absent);

    /// <summary>The same constant of what the state is a part of.</summary>
    /// <param name="part">The part.</param>
    /// <param name="with">The whole with another part.</param>
    public NamedConstant<TWhole> In<TWhole>(Func<TWhole, TState> part, Func<TWhole, TState, TWhole> with) =>
        new(Name, whole => Get(part(whole)), (whole, value) => with(whole, With(part(whole), value)), Absent);
}
