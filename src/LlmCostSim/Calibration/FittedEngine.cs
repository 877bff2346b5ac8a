using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>One engine of a fit of several: its constants, and what they were fitted to.</summary>
/// <param name="Engine">The engine with its fitted constants.</param>
/// <param name="Constants">Names and values of the constants that the fit has set.</param>
/// <param name="Common">Names of those that all engines fitted together have in common: the rows of all have set them.</param>
/// <param name="Rows">Rows of this engine; 0: it has the common values.</param>
/// <param name="Error">Mean absolute error of these rows, each alike, as a fraction.</param>
internal sealed record FittedEngine(
    InferenceEngine Engine,
    IReadOnlyList<(string Name, double Value)> Constants,
    IReadOnlySet<string> Common,
    int Rows,
    double Error
);
