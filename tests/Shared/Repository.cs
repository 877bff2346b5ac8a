namespace LlmCostSim.Tests;

/// <summary>Where the repository lies, for the tests that read its files: the folder above the test binaries that holds the solution.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Library { get; } = At("src", "LlmCostSim");

    /// <summary>A file or folder, part by part from the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The library's own source files.</summary>
    public static IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories).Where(IsSource);

    /// <summary>No product of a build.</summary>
    public static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}");

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "LlmCostSim.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no solution above the test binaries"));
}
