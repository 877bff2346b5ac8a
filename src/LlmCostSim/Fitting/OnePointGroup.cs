namespace LlmCostSim.Fitting;

/// <summary>What one measured step teaches about the other rows of its table.</summary>
/// <param name="File">Base name of the file.</param>
/// <param name="Source">Source of the table.</param>
/// <param name="Metric">Metric.</param>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Before">Mean absolute percentage error of the predictions as they are, as a fraction.</param>
/// <param name="After">The same of all other rows once one row is known, averaged over which row that is.</param>
/// <param name="Covered">Share of those rows that lie within the 80 % interval that is left.</param>
internal sealed record OnePointGroup(string File, string Source, string Metric, int Rows, double Before, double After, double Covered);
