namespace LlmCostSim.Calibration;

/// <summary>Predicts every measured row from a set of constants.</summary>
/// <param name="constants">Values of the constants, in the order of the parameters given to the fitter.</param>
/// <param name="predictions">Receives one positive prediction per row, in the order and unit of the measured values.</param>
internal delegate void FitModel(ReadOnlySpan<double> constants, Span<double> predictions);
