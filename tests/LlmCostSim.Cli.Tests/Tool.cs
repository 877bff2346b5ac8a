namespace LlmCostSim.Cli.Tests;

/// <summary>Runs the tool in this process.</summary>
internal static class Tool
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static (int Code, string Output, string Error) Run(params string[] args) => RunWith("", args);

    public static (int Code, string Output, string Error) RunWith(string input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(args, new Terminal(output, error) { Input = new StringReader(input) });
        return (code, output.ToString(), error.ToString());
    }

    public static string Sample(string name) => Path.Combine(Root, "samples", "scenarios", name);

    /// <summary>A new folder that goes when the test run ends.</summary>
    public static string TemporaryFolder() => Directory.CreateDirectory(Path.Combine(Scratch.Value, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Writes a file into a folder of its own that goes when the test run ends.</summary>
    public static string Temporary(string name, string text)
    {
        var file = Path.Combine(TemporaryFolder(), name);
        File.WriteAllText(file, text);
        return file;
    }

    private static readonly Lazy<string> Scratch = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("llmcost-test-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "LlmCostSim.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no solution above the test binaries"));
}
