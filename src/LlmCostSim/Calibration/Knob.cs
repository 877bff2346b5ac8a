namespace LlmCostSim.Calibration;

/// <summary>
/// One constant that a fit turns. The only way from the vector of numbers that <see cref="ConstantFitter"/> moves to what they are.
/// </summary>
/// <param name="Parameter">Name, start, physically possible range, and prior.</param>
/// <param name="Turn">The state with the constant at another value.</param>
internal sealed record Knob<TState>(FitParameter Parameter, Func<TState, double, TState> Turn)
{
    /// <summary>The same knob of what the state is a part of.</summary>
    /// <param name="owner">Goes before the name, which several parts may have.</param>
    /// <param name="part">The part.</param>
    /// <param name="with">The whole with another part.</param>
    public Knob<TWhole> In<TWhole>(string owner, Func<TWhole, TState> part, Func<TWhole, TState, TWhole> with) =>
        new(Parameter.Of(owner), (whole, value) => with(whole, Turn(part(whole), value)));
}
