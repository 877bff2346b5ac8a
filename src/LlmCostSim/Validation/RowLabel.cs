namespace LlmCostSim.Validation;

/// <summary>What a row measured and how it counts.</summary>
/// <param name="Id">Its id, or file and line.</param>
/// <param name="Source">Its source, verbatim.</param>
/// <param name="Metric">The group of its source that it belongs to.</param>
/// <param name="Measured">The measured value in the row's unit; <see langword="null"/>: none that is a number.</param>
/// <param name="Scored">Whether its error counts.</param>
/// <param name="YesNo">Whether it is a yes (1) or a no (0).</param>
internal readonly record struct RowLabel(string Id, string Source, string Metric, double? Measured, bool Scored = true, bool YesNo = false);
