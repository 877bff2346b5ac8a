using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

/// <summary>Runs the tool in this process.</summary>
internal static class Tool
{
    public static (int Code, string Output, string Error) Run(params string[] args) => RunWith("", args);

    public static (int Code, string Output, string Error) RunWith(string input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(args, new Terminal(output, error) { Input = new StringReader(input) });
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>JSON as scenario files have it: comments and trailing commas are allowed.</summary>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return document.RootElement.Clone();
    }

    /// <summary>A scenario that ships.</summary>
    public static string Sample(string name) => Repository.At("samples", "scenarios", name);

    /// <summary>A Hugging Face configuration; the README beside it says where its values are from.</summary>
    public static string Config(string name) => Repository.At("tests", "LlmCostSim.Tests", "Interop", "Configs", name);

    /// <summary>Configurations of other tools.</summary>
    public static string Imports { get; } = Repository.At("tests", "LlmCostSim.Cli.Tests", "Imports");

    /// <summary>A configuration of another tool; the README beside it says where it is from.</summary>
    public static string Import(string name) => Path.Combine(Imports, name);
}
