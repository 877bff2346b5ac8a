namespace LlmCostSim.Cli.Output;

/// <summary>Forms in which an answer is written.</summary>
internal static class OutputFormat
{
    public const string Text = "text", Markdown = "markdown", Csv = "csv", Json = "json", Html = "html";

    /// <summary>All of them.</summary>
    public static string[] All { get; } = [Text, Markdown, Csv, Json, Html];
}
