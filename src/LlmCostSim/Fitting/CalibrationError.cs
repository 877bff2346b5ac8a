using LlmCostSim.Statistics;

namespace LlmCostSim.Fitting;

/// <summary>Errors of one group of calibration rows.</summary>
/// <param name="File">Base name of the file.</param>
/// <param name="Metric">Number format, operation or metric.</param>
/// <param name="Before">With the constants in use before.</param>
/// <param name="After">With the calibrated ones, on the rows they were fitted to.</param>
public sealed record CalibrationError(string File, string Metric, ErrorStatistics Before, ErrorStatistics After);
