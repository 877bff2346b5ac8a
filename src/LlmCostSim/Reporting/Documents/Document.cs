namespace LlmCostSim.Reporting.Documents;

/// <summary>
/// An answer before it has a form: what a verb makes once, and each writer (terminal, Markdown, CSV, HTML) renders in its own way. JSON is
/// not made from it: the contract of machines has its own writers.
/// </summary>
/// <param name="Title">Title of a page; the terminal does without.</param>
/// <param name="Blocks">What is shown, from top to bottom.</param>
/// <param name="Data">The answer as one table of raw values in base units: what CSV is.</param>
internal sealed record Document(string Title, IReadOnlyList<Block> Blocks, Table Data);
