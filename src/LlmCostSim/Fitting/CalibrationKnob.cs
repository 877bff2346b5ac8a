using LlmCostSim.Calibration;

namespace LlmCostSim.Fitting;

/// <summary>
/// One constant that calibration may turn, the range that is physically possible, and how far it may be expected from where it is.
/// </summary>
/// <param name="Name">Name, as in the JSON that is written: <c>gemm.bandwidthEfficiency</c>.</param>
/// <param name="Start">The value in use now, which is the centre of the prior.</param>
/// <param name="Minimum">Smallest possible value.</param>
/// <param name="Maximum">Largest possible value.</param>
/// <param name="Spread">Standard deviation of the prior: of the logarithm where the range is positive, of the value otherwise.</param>
/// <param name="Set">A state with the constant changed.</param>
internal sealed record CalibrationKnob(
    string Name,
    double Start,
    double Minimum,
    double Maximum,
    double Spread,
    Func<CalibrationState, double, CalibrationState> Set
)
{
    public FitParameter Parameter => new(Name, Math.Clamp(Start, Minimum, Maximum), Minimum, Maximum) { PriorSpread = Spread };
}
