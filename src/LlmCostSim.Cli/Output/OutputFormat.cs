namespace LlmCostSim.Cli.Output;

/// <summary>Forms in which an answer is written.</summary>
internal static class OutputFormat
{
    public const string Text = "text",
        Markdown = "markdown",
        Csv = "csv",
        Json = "json",
        Html = "html";

    /// <summary>All of them.</summary>
    public static string[] All { get; } = [Text, Markdown, Csv, Json, Html];

    /// <summary>Whether a command line asks for JSON, be it right or wrong in all else: then its errors are JSON, too.</summary>
    public static bool IsJson(string[] args) =>
        args.Contains("--json") || args.Contains("--format=json") || args.Zip(args.Skip(1)).Any(static pair => pair is ("--format", Json));
}
