using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>Error of the attention models on one group of measured rows.</summary>
/// <param name="Source">Data source.</param>
/// <param name="Format">Format of the keys and values.</param>
/// <param name="IsDecode">Decode or prefill.</param>
/// <param name="IsShort">Rows below 10 µs, or those of 10 µs and more.</param>
/// <param name="IsHeldOut">Shapes the fit did not see.</param>
/// <param name="Rows">Rows in the group.</param>
/// <param name="MeanAbsolutePercentageError">Mean of |predicted / measured − 1| as a fraction.</param>
/// <param name="Bias">Mean of predicted / measured − 1 as a fraction.</param>
internal sealed record AttentionError(
    string Source,
    NumberFormat Format,
    bool IsDecode,
    bool IsShort,
    bool IsHeldOut,
    int Rows,
    double MeanAbsolutePercentageError,
    double Bias
);
